// SPDX-License-Identifier: MIT

import Basics

extension GuardRefusal {
    /// What is wrong, which keys it is about, and what to do.
    package var message: String {
        switch self {
        case .hiddenValues(let keys):
            "the identity may not read the value of \(Phrases.list(keys)): "
                + "give the machine identity the permission to read secret values in Infisical"
        case .emptySource(let keys, let variable):
            "the source is empty and \(Phrases.count(keys.count, "managed key")) would be deleted: \(Phrases.list(keys)); "
                + "check the environment, the path and what the identity may read, or set \(variable)=true"
        case .tooManyDeletions(let keys, let managed, let allowed, let command, let variable):
            "\(keys.count) deletions of \(Phrases.count(managed, "managed key")), and \(variable) allows \(allowed): "
                + "\(Phrases.list(keys)); check the source and what the identity may read; if you do want them "
                + "deleted, run: \(variable)=\(keys.count) render-sync \(command)"
        case .emptyImports(let places, let keys, let command, let variable):
            "the import of \(Phrases.list(places)) lists no secrets, and \(keys.count) keys that it may have had "
                + "would be deleted: \(Phrases.list(keys)); give the machine identity the permission to read that "
                + "folder, or remove the import; if you do want them deleted, run: "
                + "\(variable)=none render-sync \(command)"
        case .collisions(let collisions):
            "two secrets become one key: \(Phrases.list(collisions.map(Self.text))); rename one of them"
        case .unholdableKeys(let keys, .env):
            "Render cannot hold \(Phrases.list(keys)): rename it to letters, digits, _, - and ., not beginning with a digit"
        case .unholdableKeys(let keys, .file):
            "Render cannot hold a file named \(Phrases.list(keys)): rename it to letters, digits, _, - and ."
        case .blankValues(let keys):
            "the value of \(Phrases.list(keys)) at Render is only white space, which Infisical would strip to nothing: "
                + "change it at Render, or delete it there"
        case .brokenText(let keys):
            "the value of \(Phrases.list(keys)) is not valid Unicode (half a surrogate pair): enter it again"
        case .standIns(let keys):
            "the value of \(Phrases.list(keys)) at Render is Infisical's stand-in for a value that could not be read: "
                + "enter the real one at Render, or delete it there"
        case .tagsUnknown(let variable):
            "Infisical's list does not say which tags a secret has, so \(variable) cannot be followed: unset it"
        case .untaggedImport(let keys):
            "\(Phrases.list(keys)) would have none of TAGS in Infisical, and the next push would delete it at Render: "
                + "import without TAGS, then give the secrets their tags"
        case .unmetRequirements(let faults, let variable):
            "\(variable) does not hold for \(Phrases.list(faults.map(Self.text))): set them in Infisical"
        case .initialSyncNotDone(let keys, let sync, let behavior, let variable):
            "the first push has not been made, and INITIAL_SYNC_BEHAVIOR is \(behavior.rawValue): "
                + (keys.isEmpty ? "" : "a push would lose what Render has in \(Phrases.list(keys)); ")
                + "run: render-sync init \(sync), then set \(variable)=true"
        case .initialSyncDone(let sync, let variable):
            "\(variable) says that the first push has been made: push with: render-sync sync \(sync); "
                + "a second init can write old values of Render into Infisical, so unset \(variable) to make one"
        case .changedSinceShown(let keys):
            "the plan has changed since it was shown: \(Phrases.list(keys)) would be overwritten or deleted too; "
                + "run the command again to see the new plan"
        }
    }

    /// Whether the message says what to run next.
    package var namesCommand: Bool {
        switch self {
        case .tooManyDeletions, .emptyImports, .initialSyncNotDone, .initialSyncDone: true
        default: false
        }
    }

    private static func text(_ collision: KeyCollision) -> String {
        "\(collision.key) from \(collision.paths.joined(separator: " and "))"
    }

    private static func text(_ fault: RequirementFault) -> String {
        "\(fault.key) (\(fault.rule.rawValue))"
    }
}

extension PlanWarning {
    /// What is seen and what to do, without a value.
    package var message: String {
        switch self {
        case .unresolvedReference(let keys):
            "unresolved reference: the value of \(Phrases.list(keys)) holds a ${...} that Infisical could not resolve: "
                + "create the secret that it names, or let the identity read it"
        case .placeholder(let keys):
            "placeholder: the value of \(Phrases.list(keys)) only stands in for a real one: set it in Infisical"
        case .whiteSpace(let keys):
            "white space: the value of \(Phrases.list(keys)) begins or ends with white space, and is pushed with it"
        case .empty(let keys):
            "empty: \(Phrases.list(keys)) has an empty value in Infisical, which Render cannot hold"
        case .emptyImport(let places):
            "import: the import of \(Phrases.list(places)) lists no secrets: "
                + "check that the identity may read that folder"
        case .untaggedImports(let count):
            "import: TAGS leaves out \(Phrases.count(count, "imported secret")), which Infisical lists without tags"
        }
    }
}

extension FilteredKeys {
    /// In a sentence; nil when nothing is left out.
    package var text: String? {
        var parts: [String] = []
        if notIncluded > 0 { parts.append("INCLUDE_KEYS leaves out \(Phrases.count(notIncluded, "key"))") }
        if excluded > 0 { parts.append("EXCLUDE_KEYS leaves out \(Phrases.count(excluded, "key"))") }
        if untagged > 0 { parts.append("TAGS leaves out \(Phrases.count(untagged, "key"))") }
        return parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
}

extension PlanDraft {
    /// What would be done, or why it is refused.
    func sentences(_ destination: SyncDestination) -> [String] {
        guard refusals.isEmpty else { return refusals.map(\.message) }
        if !plan.isEmpty { return ["\(Phrases.count(plan.changes, "change")) to the \(destination)"] }
        return [plan.kept.isEmpty ? "in sync" : "nothing to write"]
    }
}

extension ImportPlan {
    /// What would be done. `emptyImports` are the imports of the source that list no secrets.
    func sentences(emptyImports: [String]) -> [String] {
        guard !isEmpty else { return ["nothing to import"] }
        let changes = "\(creates.count) to create in Infisical, \(updates.count) to overwrite there"
        guard !creates.isEmpty, !emptyImports.isEmpty else { return [changes] }
        return [
            changes,
            "the import of \(Phrases.list(emptyImports)) lists no secrets: what is created in Infisical now hides any of "
                + "the same name that it has",
        ]
    }

    /// What somebody should know before it is done.
    var warnings: [String] {
        var warnings: [String] = []
        if !trimmed.isEmpty {
            warnings.append(
                "Infisical strips the white space around the value of \(Phrases.list(trimmed)), "
                    + "and Render gets the stripped value with the next push")
        }
        if !references.isEmpty {
            warnings.append(
                "the value of \(Phrases.list(references)) holds ${...}, "
                    + "which Infisical reads as a reference to another secret")
        }
        return warnings
    }
}
