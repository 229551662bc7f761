// SPDX-License-Identifier: MIT

import Basics
import Configuration
import SyncCore

/// Looks at everything that a push needs, without writing anything.
struct Checkup {
    let runtime: Runtime

    func run() async -> CheckReport {
        var report = CheckReport()
        if !runtime.loaded.signingKeys.isEmpty {
            report.pass("signing key", "deliveries can be verified")
        } else if !runtime.loaded.hasBrokenSigningKey {
            report.fail(
                "signing key", "every delivery is refused: set INFISICAL_WEBHOOK_SECRET to the webhook's secret key",
                .misconfigured)
        }
        for warning in runtime.loaded.warnings { report.warn(warning.variable, warning.message) }
        switch runtime.loaded.result {
        case .failure(let error):
            for problem in error.problems { report.fail(problem.variable, problem.message, .misconfigured) }
        case .success(let configuration):
            let count = configuration.syncs.count
            report.pass("configuration", count == 1 ? "1 sync" : "\(count) syncs")
            for part in await parts(of: configuration) { report.append(part) }
        }
        return report
    }

    /// One side of one sync. Not a tuple: see `RenderDestination`.
    private struct Part {
        var number: Int
        var report: CheckReport
    }

    /// Every side of every sync, looked at together, in the order of the configuration.
    private func parts(of configuration: ApplicationConfiguration) async -> [CheckReport] {
        guard let pushes = runtime.pushes else { return [] }
        return await withTaskGroup(of: Part.self) { group in
            for (index, sync) in configuration.syncs.enumerated() {
                let sides = pushes.sides(sync)
                group.addTask { Part(number: 2 * index, report: await Self.check(sync, sides.source)) }
                group.addTask { Part(number: 2 * index + 1, report: await Self.check(sync, sides.destination)) }
            }
            var parts: [Part] = []
            for await part in group { parts.append(part) }
            return parts.sorted { $0.number < $1.number }.map(\.report)
        }
    }

    private static func check(_ sync: SyncConfiguration, _ source: any SecretSource) async -> CheckReport {
        var report = CheckReport()
        let name = "\(sync.name): Infisical"
        let place = "\(sync.source.environment) \(sync.source.path)"
        do throws(ServiceFailure) {
            let secrets = try await source.read().secrets
            let hidden = secrets.filter(\.isHidden).map(\.key)
            if hidden.isEmpty {
                report.pass(name, "\(secrets.count) secrets in \(place)")
            } else {
                report.fail(name, GuardRefusal.hiddenValues(hidden.sorted()).message, .guarded)
            }
        } catch {
            report.fail(name, error.message, error.verdict)
        }
        return report
    }

    private static func check(_ sync: SyncConfiguration, _ destination: any SecretDestination) async -> CheckReport {
        var report = CheckReport()
        let name = "\(sync.name): Render"
        do throws(ServiceFailure) {
            let state = try await destination.read()
            let managed = state.entries.keys.filter(sync.options.manages).count
            report.pass(name, "\(managed) managed of \(state.entries.count) keys in \(sync.destination)")
            if let refusal = sync.initialSyncRefusal { report.warn(name, refusal.message) }
            if sync.options.autoRedeployServices, state.services.isEmpty {
                report.warn(name, "AUTO_REDEPLOY_SERVICES has nothing to redeploy: no service is linked to the group")
            }
            if sync.options.bulkWrites == .always, destination.canReplaceAll {
                report.warn(
                    name,
                    "\(sync.variablePrefix)_BULK_WRITES=always carries keys along that are not this sync's: "
                        + "what somebody else writes during a push is lost")
            }
        } catch {
            report.fail(name, error.message, error.verdict)
        }
        return report
    }
}
