// SPDX-License-Identifier: MIT

import ArgumentParser
import Basics
import Configuration
import InfisicalAPI
import RenderAPI
import Setup
import SyncCore

struct SetupCommand: AsyncParsableCommand, CommandWithHelp {
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Set up a sync: choose by name, make Infisical's webhook, see its test arrive.",
        discussion: """
            Asks on a terminal for what neither the options nor the variables say; a script says it all. Needs the \
            INFISICAL_ credentials and RENDER_API_KEY. Makes the webhook with a new signing key, or with \
            INFISICAL_WEBHOOK_SECRET where that is set, has Infisical send its test, and writes the variables that the \
            endpoint needs. A second run changes nothing.

            Ends with 0 when the test was taken. 75 says that the address was not reached, or does not have a new key \
            yet; 69 that it has another key, or that something else answered.
            """)

    static let help = CommandHelp(examples: examples, variables: variables, exits: .exits(0, 64, 69, 74, 75, 78))

    private static let variables: [CommandHelp.Row] = .infisical + .render + .syncs + [.signingKey] + .log

    private static let examples: [CommandHelp.Row] = [
        .init("render-sync setup", "asks for everything, by name"),
        .init(
            "render-sync setup --project Shop --environment prod --service web --url URL --output-file render-sync.env",
            "as a script says it; the variables go to a new file"),
        .init("render-sync setup --env-file render-sync.env --url URL", "test once more"),
        .init(
            "render-sync setup --env-file render-sync.env --url URL --rotate-key",
            "change the signing key without missing a delivery"),
    ]

    @Option(help: "The Infisical project, by its name, slug or id.")
    var project: String?

    @Option(help: "The environment, by its name or slug.")
    var environment: String?

    @Option(help: "The folder (default: /).")
    var path: String?

    @Flag(help: "Include subfolders.")
    var recursive = false

    @Option(help: "The Render service, by its name or id.")
    var service: String?

    @Option(help: "The Render environment group, by its name or id.")
    var group: String?

    @Option(help: "The public address that Infisical is to call.")
    var url: String?

    @Option(help: "The webhook's glob over folders, if it is to cover more than the sync reads: /**")
    var webhookPath: String?

    @Option(
        help: "The sync's name: one of RENDER_SYNCS, or one to add to it.",
        completion: .custom(SyncNameCompletion.names))
    var name: String?

    @Option(help: "The format of the variables.")
    var format = VariableFormat.env

    @Option(help: "A new file for the variables, which its owner alone can read.", completion: .file())
    var outputFile: String?

    @Flag(help: "Replace the file if it is there.")
    var force = false

    @Flag(help: "Change the signing key without missing a delivery; run it again when the endpoint has both keys.")
    var rotateKey = false

    @Flag(help: "Delete the webhook.")
    var remove = false

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if rotateKey, remove { throw ValidationError("--rotate-key and --remove exclude each other") }
        if service != nil, group != nil { throw ValidationError("pass either --service or --group") }
        if force, outputFile == nil { throw ValidationError("--force is for --output-file") }
    }

    func run() async throws {
        let runtime = Runtime(common)
        try runtime.requireFiles()
        let isJSON = output.output == .json
        let dialogue = TerminalDialogue(isQuiet: isJSON)
        let sink = VariablesOutput(
            path: outputFile, isForced: force, format: format, isJSON: isJSON, dialogue: dialogue)
        do {
            let (known, infisical, render) = try prepared(runtime)
            let setup = WebhookSetup(
                options, known: known, name: name, environment: runtime.environment, infisical: infisical,
                render: render,
                probe: EndpointProbe(transport: runtime.clients.transport(.render), time: runtime.time).test,
                dialogue: dialogue, sink: sink,
                // Swift's default generator is the system's, which is fit for keys.
                randomBytes: { (0..<$0).map { _ in UInt8.random(in: .min ... .max) } })
            let report = try await setup.run()
            let plan = report.variables == nil ? nil : await Self.plan(for: report.target, known, runtime)
            try finish(report, plan, dialogue)
            if let failure = report.failure { throw Self.ended(failure) }
        } catch let error as ConfigurationError {
            var failure = CommandFailure(error.problems)
            failure.hint = Messages.whereCredentialsAre
            throw failure
        } catch let failure as SetupFailure {
            // The command line was right.
            if failure.kind == .declined { throw Self.ended(failure) }
            throw CommandFailure(messages: [failure.message], hint: failure.hint, exitCode: failure.exitCode)
        }
    }

    /// What is known, and both APIs; or everything that is wrong with the variables, at once.
    private func prepared(_ runtime: Runtime) throws -> (KnownSync, InfisicalDirectory, [RenderDirectory]) {
        let directories = Directories(runtime, within: .seconds(900))
        var problems: [ConfigurationProblem] = []
        func collect<Value>(_ read: () throws(ConfigurationError) -> Value) -> Value? {
            do throws(ConfigurationError) {
                return try read()
            } catch {
                problems += error.problems.filter { !problems.contains($0) }
                return nil
            }
        }
        let known = collect { () throws(ConfigurationError) in try KnownSync(runtime.environment, name: name) }
        let infisical = collect(directories.infisical)
        let render = remove ? [] : collect(directories.render)
        guard let known, let infisical, let render else { throw ConfigurationError(problems) }
        guard let known else { throw SetupFailure(.usage, Messages.sayWhichSync) }
        return (known, infisical, render)
    }

    /// What a first push of the sync that was set up would do; nil where its other variables are wrong.
    private static func plan(for target: SetupTarget, _ known: KnownSync, _ runtime: Runtime) async -> PushReport? {
        if let pushes = runtime.pushes,
            let configured = pushes.configuration.syncs.first(where: {
                $0.source == target.source && $0.destination.scope == target.destination?.scope
            })
        {
            return await pushes.preview(configured).run(.plan)
        }
        guard let pushes = PushFactory(for: target, name: known.name, runtime) else { return nil }
        return await pushes.preview(pushes.configuration.syncs[0]).run(.plan)
    }

    private var options: SetupOptions {
        var options = SetupOptions()
        options.mode = remove ? .remove : rotateKey ? .rotateKey : .establish
        options.isDryRun = confirmation.dryRun
        options.isAgreed = confirmation.yes
        options.project = project
        options.environment = environment
        options.path = path
        options.isRecursive = recursive
        options.service = service
        options.group = group
        options.url = url
        options.webhookPath = webhookPath
        return options
    }

    /// The end of a set-up whose report has been given.
    private static func ended(_ failure: SetupFailure) -> ExitCode {
        Output.error(failure.message)
        if let hint = failure.hint { Output.hint(hint) }
        return ExitCode(failure.exitCode)
    }

    /// The proof, and what to do next.
    private func finish(_ report: SetupReport, _ plan: PushReport?, _ dialogue: TerminalDialogue) throws {
        var report = report
        if report.failure == nil { report.next += nextCommands(report, plan) }
        if output.output == .json {
            return try Output.write(report.json(plan: plan, withSecrets: outputFile == nil) + [0x0A])
        }
        if let plan { dialogue.say("plan         \(([plan.headline] + plan.facts).joined(separator: "; "))") }
        guard report.failure == nil else { return }
        for line in report.next { dialogue.say("next         \(line)") }
    }

    private func nextCommands(_ report: SetupReport, _ plan: PushReport?) -> [String] {
        // A change of keys has its own next step.
        guard let plan, report.next.isEmpty else { return [] }
        switch plan.verdict {
        case .drifted, .guarded:
            return ["render-sync plan \(plan.sync), then render-sync init \(plan.sync), with these variables set"]
        case .inSync:
            return ["render-sync sync --all and render-sync check --all on a schedule, with these variables set"]
        default: return ["render-sync check, with these variables set"]
        }
    }
}

extension VariableFormat: ExpressibleByArgument {}
