// SPDX-License-Identifier: MIT

import Basics
import Configuration
import SyncCore

/// Looks at everything that a push needs, and that brings deliveries, without writing anything.
struct Checkup: Sendable {
    let runtime: Runtime
    /// The syncs to look at; nil: all.
    var names: [String]?
    /// Whether somebody watches a running installation: a missing webhook is a failure then.
    var isWatch = false

    /// The whole report; `found` gets each part of it as soon as it is known.
    func run(_ found: (CheckReport) -> Void) async -> CheckReport {
        var report = CheckReport()
        func add(_ part: CheckReport) {
            report.append(part)
            found(part)
        }
        add(signingKeys)
        switch runtime.loaded.result {
        case .failure(let error): add(CheckReport(error))
        case .success(let configuration):
            let syncs = configuration.syncs.filter { sync in
                names?.contains { $0.hasSameBytes(as: sync.name) } ?? true
            }
            add(.pass("configuration", syncs.count == 1 ? "1 sync" : "\(syncs.count) syncs"))
            guard let pushes = runtime.pushes else { break }
            let parts = await parts(of: syncs, of: configuration, pushes, found)
            for part in parts { report.append(part) }
        }
        return report
    }

    private var signingKeys: CheckReport {
        var report =
            if !runtime.loaded.signingKeys.isEmpty {
                CheckReport.pass("signing key", "deliveries can be verified")
            } else if takesNoDelivery {
                CheckReport.pass("signing key", "not needed: AUTO_SYNC_ENABLED is false")
            } else if runtime.loaded.hasBrokenSigningKey {
                CheckReport()
            } else {
                CheckReport.fail("signing key", Messages.noSigningKey, .misconfigured)
            }
        for warning in runtime.loaded.warnings { report.warn(warning.variable, warning.message) }
        return report
    }

    /// Whether webhooks push none of the syncs: a schedule alone does.
    private var takesNoDelivery: Bool {
        guard case .success(let configuration) = runtime.loaded.result else { return false }
        return configuration.syncs.allSatisfy { !$0.isAutoSyncEnabled }
    }

    /// A part of one sync's look. Not a tuple: see CONTRIBUTING.md.
    private struct Part: Sendable {
        var sync: Int
        var report: CheckReport
    }

    /// Every sync, looked at together; in the order of the configuration at the end.
    private func parts(
        of syncs: [SyncConfiguration], of configuration: ApplicationConfiguration, _ pushes: PushFactory,
        _ found: (CheckReport) -> Void
    ) async -> [CheckReport] {
        let (stream, continuation) = AsyncStream.makeStream(of: Part.self)
        let lists = InfisicalLists(pushes.directory())
        let work = Task {
            await withTaskGroup(of: Void.self) { group in
                for (number, sync) in syncs.enumerated() {
                    let others = configuration.syncs.map(\.name).filter { !$0.hasSameBytes(as: sync.name) }
                    let check = SyncCheck(
                        sync, pushes, lists, watch: DeliveryWatch(sync, others: others, isStrict: isWatch))
                    group.addTask { await check.run { continuation.yield(Part(sync: number, report: $0)) } }
                }
            }
            continuation.finish()
        }
        var parts: [Part] = []
        for await part in stream {
            found(part.report)
            parts.append(part)
        }
        await work.value
        return syncs.indices.flatMap { number in parts.filter { $0.sync == number }.map(\.report) }
    }
}

extension CheckReport {
    fileprivate init(_ error: ConfigurationError) {
        self.init()
        for problem in error.problems { fail(problem.variable, problem.message, .misconfigured) }
    }

    // A report of one line.

    static func pass(_ check: String, _ message: String) -> CheckReport {
        var report = CheckReport()
        report.pass(check, message)
        return report
    }

    static func warn(_ check: String, _ message: String) -> CheckReport {
        var report = CheckReport()
        report.warn(check, message)
        return report
    }

    static func fail(_ check: String, _ message: String, _ verdict: Verdict) -> CheckReport {
        var report = CheckReport()
        report.fail(check, message, verdict)
        return report
    }
}
