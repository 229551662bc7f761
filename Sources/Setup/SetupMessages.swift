// SPDX-License-Identifier: MIT

import Basics
import SyncCore

/// What a set-up says to people, in one place.
package enum SetupMessages {
    /// What is chosen.
    enum Thing: String {
        case project, environment, folder, service, group

        var name: String { self == .group ? "environment group" : rawValue }
    }

    // MARK: Asking

    static let question = "number or name: "
    static let askURL = "the address that Infisical is to call (https://...): "
    static let askAgain = "Enter to test again, q to end: "
    static let pressEnter = "press Enter when it runs: "
    static let severalAreCalledThat = "several are called that: type the number"
    static let noSuchChoice = "there is no such choice"
    static let inputEnded = "the input ended before everything was said: nothing was done"

    static func offer(_ what: Thing) -> String {
        switch what {
        case .project: "the Infisical project:"
        case .environment: "its environment:"
        case .folder: "the folder:"
        case .service, .group: "the service or environment group at Render:"
        }
    }

    // MARK: What was said

    static let sayURL = "pass --url: the public address that Infisical is to call, such as https://sync.example.com/"
    static let sayProject = "pass --project with the project's id, from the address of its page in Infisical"
    package static let noProjects =
        "the machine identity is a member of no project: add it in Infisical (the project's Access Control > Machine "
        + "Identities)"
    static let noDestinations = "the Render API key sees neither a service nor an environment group"
    static let twoDestinations = "pass either a service or an environment group"
    static let foldersNotRead = "the folders could not be listed"

    static let listChoices = "render-sync list projects, services and groups show what there is"

    static func say(_ options: [String]) -> String {
        "pass \(options.joined(separator: ", ")): there is no terminal to ask on"
    }

    static func say(_ what: Thing) -> String {
        what == .service || what == .group
            ? "pass --service or --group: what the secrets are written to at Render"
            : "pass --\(option(what)): which \(what.name)"
    }

    static func unknown(_ what: Thing, _ given: String, nearest: String?) -> String {
        "no \(what.name) is called \(SafeText.clean(given))" + (nearest.map { ": did you mean \($0)?" } ?? "")
    }

    static func several(_ what: Thing, _ given: String, _ found: [String]) -> String {
        "several are called \(SafeText.clean(given)): pass the id of the \(what.name): \(found.joined(separator: ", "))"
    }

    /// As many as one reads.
    static func choices(_ texts: [String]) -> String? {
        guard !texts.isEmpty else { return nil }
        let shown = texts.prefix(20).joined(separator: ", ")
        return "there is: \(shown)" + (texts.count > 20 ? ", and \(texts.count - 20) more" : "")
    }

    private static func option(_ what: Thing) -> String { what == .folder ? "path" : what.rawValue }

    // MARK: The plan

    static let nothingWasDone = "nothing was done"
    static let removalNeedsYes = "there is no terminal to ask on: look with --dry-run, then pass --yes"
    package static let noKey = "INFISICAL_WEBHOOK_SECRET: missing: set it to the webhook's secret key"

    static func summary(_ target: SetupTarget) -> [String] {
        var lines = [
            "project      \(named(target.projectName, target.source.projectID))",
            "environment  \(named(target.environmentName, target.source.environment))",
            "folder       \(target.source.path)" + (target.source.isRecursive ? " and below" : ""),
        ]
        if let destination = target.destination {
            lines.append("destination  \(destination), \(SafeText.clean(target.destinationName))")
        }
        return lines + ["address      \(target.url)"]
    }

    private static func named(_ name: String, _ id: String) -> String {
        name.hasSameBytes(as: id) ? SafeText.clean(id) : "\(SafeText.clean(name)) (\(SafeText.clean(id)))"
    }

    static func plan(_ action: WebhookPlan.Action, _ target: SetupTarget) -> String {
        switch action {
        case .create(let withNewKey):
            "make one for \(place(target)), with " + (withNewKey ? "a new signing key" : "the signing key that is set")
        case .keep(let webhook): "is there (\(id(webhook)))"
        case .repair(let webhook): "is there (\(id(webhook))), to be switched on for changes of secrets"
        case .beginRotation(let old):
            "make a second one for \(place(target)), with a new signing key; \(ids(old)) stays until the endpoint has it"
        case .endRotation(let new, let old):
            "test the newest one (\(id(new))); when the endpoint takes its key, delete \(ids(old))"
        case .remove(let webhooks): "delete \(ids(webhooks))"
        case .nothing(.noneToRemove): "none is there for \(place(target)) and this address"
        case .nothing(.rotated(let webhook)): "one is there (\(id(webhook))), and a previous key is set"
        case .refuse(.noneToRotate): "none is there for \(place(target)) and this address"
        case .refuse(.ownKeyHasNoPrevious): "has a key of this sync's own"
        }
    }

    static func remark(_ remark: WebhookPlan.Remark, _ variable: String) -> String {
        switch remark {
        case .keyIsNotKnown:
            "\(variable) is not set here, and Infisical gives no key away: the endpoint needs the one that the webhook was "
                + "made with. Where it is lost, --rotate-key makes a new one"
        case .duplicate(let webhook):
            "\(id(webhook)) is for the same address: each change comes twice. Delete it in Infisical, or end a change of "
                + "keys with --rotate-key"
        case .otherType(let webhook):
            "\(id(webhook)) is of type \(SafeText.clean(webhook.type)): its deliveries are refused. Delete it in Infisical"
        }
    }

    static func failure(_ refusal: WebhookPlan.Refusal, _ variable: String) -> SetupFailure {
        switch refusal {
        case .noneToRotate:
            SetupFailure(
                .usage, "there is no webhook for this address, environment and path whose key could be changed",
                hint: "run setup without --rotate-key")
        case .ownKeyHasNoPrevious:
            SetupFailure(
                .misconfigured, "\(variable): a key of a sync's own cannot be changed without missing a delivery",
                hint: "use INFISICAL_WEBHOOK_SECRET, which INFISICAL_WEBHOOK_SECRET_PREVIOUS stands beside")
        }
    }

    static func shortKey(_ variable: String) -> String {
        "\(variable) is shorter than \(SigningKey.leastLength) bytes and can be guessed: --rotate-key makes a long one"
    }

    // MARK: What was done

    static let repaired = "switched the webhook on for changes of secrets"

    static func created(_ target: SetupTarget) -> String {
        "made a webhook of type General, for Secret Modified only, in \(place(target))"
    }

    static func deleted(_ webhook: Webhook) -> String { "deleted the webhook \(id(webhook))" }

    static let deleteThere = "delete it in Infisical (Project Settings > Webhooks)"
    static let repairThere =
        "in Infisical (Project Settings > Webhooks) switch the webhook on, for Secret Modified, or give the machine "
        + "identity's role that permission"

    static func deleteByHand(_ webhook: Webhook) -> String {
        "the new key works: delete the webhook \(id(webhook)) in Infisical (Project Settings > Webhooks)"
    }

    // MARK: What to do next

    static let startEndpoint = "start the endpoint with these variables, or set them and restart it"
    static let afterRotationBegan = [
        "set both keys at the endpoint (the new one, and the present one as INFISICAL_WEBHOOK_SECRET_PREVIOUS), and restart it",
        "then run setup --rotate-key again: it tests the new webhook, and deletes the old one when that works",
    ]
    static let afterRotationByHand = [
        "press Test of the new webhook in Infisical; when it succeeds, delete the old one", unsetPrevious,
    ]
    static let rotateThere =
        "make a second webhook of the values above with the new key, set both keys at the endpoint (the present one as "
        + "INFISICAL_WEBHOOK_SECRET_PREVIOUS), press Test of the new webhook, and delete the old one"
    static let unsetPrevious = "unset INFISICAL_WEBHOOK_SECRET_PREVIOUS at the endpoint, and restart it"
    static let afterRemoval = [
        "stop the endpoint, and delete its variables",
        "at Render the secrets stay: delete them with render-sync remove NAME, before its credentials go",
        "revoke the Render API key and the machine identity, where nothing else uses them",
    ]
    static let pressTest = "press Test of the webhook in Infisical: its list shows success"
    static let typeThese = "type the values above into Infisical's page, then press Test there"
    static let orGivePermission =
        "give the machine identity's role that permission, or type the values above into Infisical's page"

    static func next(_ reason: WebhookPlan.Reason) -> String {
        switch reason {
        case .noneToRemove: "look in Infisical under Project Settings > Webhooks, if you expected one"
        case .rotated:
            "the key has been changed: unset INFISICAL_WEBHOOK_SECRET_PREVIOUS at the endpoint. For another new key, unset "
                + "it here as well and run this again"
        }
    }

    static func typing(_ target: SetupTarget, keyVariable: String) -> [String] {
        [
            "in Infisical, open the project, then Project Settings > Webhooks > Create Webhook, and type:",
            "  Type         General",
            "  Environment  \(named(target.environmentName, target.source.environment))",
            "  Secret Path  \(target.webhookPath)",
            "  Webhook URL  \(target.url)",
            "  Secret Key   the value of \(keyVariable)",
            "  Events       Secret Modified only",
        ]
    }

    // MARK: Proof

    static func outcome(_ outcome: TestOutcome, _ target: SetupTarget, hasNewKey: Bool) -> String {
        failure(outcome, target, hasNewKey: hasNewKey)?.message ?? "verified: the address took the signed test delivery"
    }

    static let somethingElse =
        "what answers there is not render-sync itself: a queue, or another program. Its log says whether the test came on"

    static func anotherKeyThere(_ variable: String) -> String {
        "\(variable) as it is set here is not the endpoint's key: that one is the webhook's, so leave it there"
    }

    static func failure(_ outcome: TestOutcome, _ target: SetupTarget, hasNewKey: Bool) -> SetupFailure? {
        let address = target.url
        switch outcome {
        case .verified: return nil
        case .wrongKey where hasNewKey:
            return SetupFailure(
                .mayPass, "\(address) answers 401: it does not have the new signing key yet",
                hint: "start it with these variables, then run setup again with them: it tests once more")
        case .wrongKey:
            return SetupFailure(
                .refused, "\(address) answers 401: its signing key is not the webhook's, or its clock is wrong",
                hint: "compare the key there with INFISICAL_WEBHOOK_SECRET here; --rotate-key makes a new one")
        case .unreachable(let text):
            return SetupFailure(
                .mayPass, "\(address) was not reached: \(text)",
                hint: "start the endpoint, see that the address is public, then run setup again with its variables")
        case .otherAnswer(let status):
            return SetupFailure(.refused, "\(address) answers \(status): \(meaning(of: status))")
        case .unclear(let text):
            return SetupFailure(
                .refused, "the test did not succeed: \(text)",
                hint: "press Test in Infisical (Project Settings > Webhooks)")
        }
    }

    private static func meaning(of status: Int) -> String {
        switch status {
        case 200..<300: "something other than render-sync is there"
        case 300..<400: "a redirect, which Infisical does not follow: take the address that it leads to"
        case 400: "the body was changed on its way, or something other than render-sync is there"
        case 403: "something before the endpoint refuses it: a firewall, a login page"
        case 404, 405: "deliveries go to /, /webhook or /webhook/NAME: check the address's path"
        case 500: "its configuration is wrong: run render-sync check there"
        case 502, 503, 504: "the endpoint behind the proxy does not run, or is not ready"
        default: "its log says why"
        }
    }

    // MARK: Pieces

    private static func place(_ target: SetupTarget) -> String {
        "\(SafeText.clean(target.source.environment)) \(SafeText.clean(target.webhookPath))"
    }

    private static func id(_ webhook: Webhook) -> String { SafeText.clean(webhook.id) }

    private static func ids(_ webhooks: [Webhook]) -> String { webhooks.map(id).joined(separator: ", ") }
}
