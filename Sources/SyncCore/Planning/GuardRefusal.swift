// SPDX-License-Identifier: MIT

import Basics

/// Data that is not pushed, because pushing it would lose something.
package enum GuardRefusal: Error, Sendable, Equatable {
    /// The identity may not read these secrets.
    case hiddenValues([Key])
    /// The source has nothing while the destination holds managed keys.
    case emptySource(managed: Int, variable: String)
    /// The push would delete more keys than allowed.
    case tooManyDeletions(Int, allowed: Int, variable: String)
    /// Two secrets that would become one destination key, with the folders they are in.
    case collision(Key, paths: [String])
    /// Names that Render cannot hold.
    case unholdableKeys([Key], SyncDestination.Kind)
    /// Values of nothing but white space, which Infisical does not keep.
    case blankValues([Key])
    /// Values with half a surrogate pair, which is no text.
    case brokenText([Key])

    /// What is wrong and what to do.
    package var message: String {
        switch self {
        case .hiddenValues(let keys):
            "the identity may not read the value of \(KeyList.text(keys)): "
                + "give the machine identity the permission to read secret values in Infisical"
        case .emptySource(let managed, let variable):
            "the source is empty and \(managed) managed key\(managed == 1 ? "" : "s") would be deleted: "
                + "check the environment and path, or set \(variable)=true"
        case .tooManyDeletions(let count, let allowed, let variable):
            "\(count) deletions, and \(variable) allows \(allowed): check the source, or raise it"
        case .collision(let key, let paths):
            "two secrets become the one key \(KeyList.text([key])), "
                + "from \(paths.map { SafeText.clean($0) }.joined(separator: " and ")): rename one of them"
        case .unholdableKeys(let keys, .env):
            "Render cannot hold \(KeyList.text(keys)): rename it to letters, digits, _, - and ., not beginning with a digit"
        case .unholdableKeys(let keys, .file):
            "Render cannot hold a file named \(KeyList.text(keys)): rename it to letters, digits, _, - and ."
        case .blankValues(let keys):
            "the value of \(KeyList.text(keys)) at Render is only white space, which Infisical would strip to nothing: "
                + "change it at Render, or delete it there"
        case .brokenText(let keys):
            "the value of \(KeyList.text(keys)) is no valid Unicode text (half a surrogate pair): enter it anew"
        }
    }
}
