// SPDX-License-Identifier: MIT

import Basics
import FoundationEssentials

/// The address that Infisical is to call.
enum WebhookAddress {
    /// What is wrong with it and how to fix it; nil for one that Infisical takes, as far as can be told from here.
    static func fault(_ text: String) -> String? {
        guard text.utf8.allSatisfy(ASCII.isVisible), let parts = URLComponents(string: text), let host = parts.host,
            !host.isEmpty, let scheme = parts.scheme?.lowercased(), scheme == "https" || scheme == "http"
        else { return "expected an address of the form https://host[:port][/webhook[/NAME]]" }
        if parts.user != nil || parts.password != nil {
            return "holds a user's name or a password: Infisical refuses that"
        }
        if parts.fragment != nil { return "ends with a #fragment, which is not sent: remove it" }
        return nil
    }

    /// What deserves a word, and is no fault.
    static func remark(_ text: String) -> String? {
        guard let parts = URLComponents(string: text), let host = parts.host else { return nil }
        if Loopback.contains(host) {
            return
                "\(host) is this machine: only an Infisical with ALLOW_INTERNAL_IP_CONNECTIONS on the same one calls it"
        }
        return parts.scheme?.lowercased() == "http"
            ? "plain http shows the names of projects and folders on the way" : nil
    }

    /// The same for two spellings of one address: host and scheme in lower case, and a lone slash for no path.
    static func normal(_ text: String) -> String {
        let parts = text.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count > 2 else { return text }
        let head = parts.prefix(3).map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/").lowercased()
        return head + "/" + (parts.count > 3 ? String(decoding: parts[3], as: UTF8.self) : "")
    }
}
