// SPDX-License-Identifier: MIT

import Basics
import Configuration
import InfisicalAPI
import RenderAPI
import SyncCore

/// Finds out what is to be set up: from options, from the variables that are set, and by asking for the rest.
struct TargetFinder {
    /// A service or an environment group.
    private struct Holder {
        var scope: SyncDestination.Scope
        var name: String
        var id: String
        var kind: String
    }

    let options: SetupOptions
    let known: KnownSync
    let infisical: any ProjectDirectory
    let render: any DestinationDirectory
    let dialogue: any Dialogue

    func find() async throws(SetupFailure) -> SetupTarget {
        try checkOptions()
        let project = try await project()
        let environment = try environment(of: project)
        let path = try await path(project, environment)
        let isRecursive = options.isRecursive || known.isRecursive ?? false
        let source = SyncSource(
            projectID: project.id, environment: environment.slug, path: path, isRecursive: isRecursive)
        let holder = options.mode == .remove ? nil : try await holder()
        let url = try address()
        return SetupTarget(
            source: source, projectName: project.name, environmentName: environment.name,
            destination: holder.map { SyncDestination(scope: $0.scope) }, destinationName: holder?.name ?? "", url: url,
            webhookPath: options.webhookPath ?? SetupTarget.webhookPath(for: source),
            isWebhookPathGiven: options.webhookPath != nil)
    }

    /// Where nobody can be asked, everything that was left out is named at once.
    private func checkOptions() throws(SetupFailure) {
        guard !dialogue.canAsk else { return }
        var left: [String] = []
        if options.project ?? known.projectID == nil { left.append("--project") }
        if options.environment ?? known.environment == nil { left.append("--environment") }
        let hasHolder =
            options.service ?? options.group ?? known.serviceID ?? known.environmentGroupID != nil
        if !hasHolder, options.mode != .remove { left.append("--service or --group") }
        if options.url == nil { left.append("--url") }
        // One alone is named with its choices.
        if left.count > 1 { throw SetupFailure(.usage, SetupMessages.say(left), hint: SetupMessages.listChoices) }
    }

    // MARK: Infisical

    private func project() async throws(SetupFailure) -> ProjectListing {
        let given = options.project ?? known.projectID
        let projects: [ProjectListing]
        switch try await calling({ () async throws(CallFailure) in try await infisical.projects() }) {
        case .success(let listed): projects = listed
        case .failure(let denial):
            // The list is for choosing. An id that is given does not need it.
            if let given { return await unlisted(given) ?? ProjectListing(id: given, name: given) }
            throw SetupFailure(.refused, denial.message, hint: SetupMessages.sayProject)
        }
        guard !projects.isEmpty || given != nil else {
            throw SetupFailure(.refused, SetupMessages.noProjects)
        }
        let menu = Menu(projects, name: \.name, ids: { [$0.id] + [$0.slug].compactMap { $0 } })
        if let given, case .none = menu.pick(given), let found = await unlisted(given) { return found }
        return try choose(menu, given, .project)
    }

    /// A project that is given by its id and is not in the list.
    private func unlisted(_ id: String) async -> ProjectListing? {
        do throws(CallFailure) {
            return try await infisical.project(id).granted()
        } catch {
            return nil
        }
    }

    private func environment(of project: ProjectListing) throws(SetupFailure) -> EnvironmentListing {
        let given = options.environment ?? known.environment
        if project.environments.isEmpty, let given { return EnvironmentListing(slug: given, name: given) }
        let menu = Menu(project.environments, name: \.name, ids: { [$0.slug] })
        return try choose(menu, given, .environment)
    }

    private func path(
        _ project: ProjectListing, _ environment: EnvironmentListing
    ) async throws(SetupFailure) -> SecretPath {
        let given = (options.path ?? known.path).map { SecretPath($0) }
        if given == .root || (given == nil && !dialogue.canAsk) { return .root }
        var folders: [SecretPath] = []
        do throws(CallFailure) {
            let answer = try await infisical.folders(project: project.id, environment: environment.slug)
            folders = try answer.granted()
        } catch {
            // Without permission to list folders, the path is taken as given.
            dialogue.say("\(SetupMessages.foldersNotRead): \(error.message)")
            return given ?? .root
        }
        if given == nil, folders.isEmpty { return .root }
        let menu = Menu([SecretPath.root] + folders, name: \.description, ids: { _ in [] })
        return try choose(menu, given?.description, .folder)
    }

    // MARK: Render

    private func holder() async throws(SetupFailure) -> Holder {
        let service = options.service ?? (options.group == nil ? known.serviceID : nil)
        let group = options.group ?? (options.service == nil ? known.environmentGroupID : nil)
        if service != nil, group != nil { throw SetupFailure(.usage, SetupMessages.twoDestinations) }
        var holders: [Holder] = []
        if group == nil {
            holders += try await calling({ () async throws(CallFailure) in try await render.services() }).map {
                Holder(scope: .service($0.id), name: $0.name, id: $0.id, kind: $0.type)
            }
        }
        if service == nil {
            holders += try await calling({ () async throws(CallFailure) in try await render.groups() }).map {
                Holder(scope: .environmentGroup($0.id), name: $0.name, id: $0.id, kind: "environment group")
            }
        }
        if holders.isEmpty { throw SetupFailure(.refused, SetupMessages.noDestinations) }
        let isMixed = service == nil && group == nil
        let menu = Menu(
            holders, name: { isMixed ? "\($0.name), \($0.kind)" : $0.name },
            ids: { isMixed ? [$0.id, $0.name] : [$0.id] })
        return try choose(menu, service ?? group, group == nil ? .service : .group)
    }

    // MARK: The address

    private func address() throws(SetupFailure) -> String {
        if let url = options.url {
            if let fault = WebhookAddress.fault(url) { throw SetupFailure(.usage, "--url: \(fault)") }
            return url
        }
        guard dialogue.canAsk else { throw SetupFailure(.usage, SetupMessages.sayURL) }
        while let line = dialogue.ask(SetupMessages.askURL)?.trimmingSpaces() {
            guard !line.isEmpty else { continue }
            guard let fault = WebhookAddress.fault(line) else { return line }
            dialogue.say("  \(fault)")
        }
        throw SetupFailure(.usage, SetupMessages.inputEnded)
    }

    // MARK: Choosing

    private func choose<Item>(_ menu: Menu<Item>, _ given: String?, _ what: SetupMessages.Thing) throws(SetupFailure)
        -> Item
    {
        if let given {
            switch menu.pick(given) {
            case .one(let entry): return entry.item
            case .several(let entries):
                throw SetupFailure(.usage, SetupMessages.several(what, given, entries.map(\.text)))
            case .none:
                throw SetupFailure(
                    .usage, SetupMessages.unknown(what, given, nearest: menu.nearest(to: given)),
                    hint: SetupMessages.choices(menu.entries.map(\.text)))
            }
        }
        guard dialogue.canAsk else {
            throw SetupFailure(
                .usage, SetupMessages.say(what), hint: SetupMessages.choices(menu.entries.map(\.text)))
        }
        dialogue.say(SetupMessages.offer(what))
        for line in menu.lines { dialogue.say(line) }
        while let line = dialogue.ask(SetupMessages.question)?.trimmingSpaces() {
            switch menu.pick(line, byNumber: true) {
            case .one(let entry): return entry.item
            case .several: dialogue.say("  \(SetupMessages.severalAreCalledThat)")
            case .none: if !line.isEmpty { dialogue.say("  \(SetupMessages.noSuchChoice)") }
            }
        }
        throw SetupFailure(.usage, SetupMessages.inputEnded)
    }

    private func calling<Value>(
        _ call: () async throws(CallFailure) -> Value
    ) async throws(SetupFailure) -> Value {
        do throws(CallFailure) {
            return try await call()
        } catch {
            throw SetupFailure(error)
        }
    }
}
