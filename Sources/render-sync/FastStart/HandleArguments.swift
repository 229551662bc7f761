// SPDX-License-Identifier: MIT

/// The arguments that start `handle` for a delivery: none, or `--signature`.
///
/// ArgumentParser, which reads every other form, takes longer than all the rest of a refused delivery.
struct HandleArguments {
    let signature: String?

    /// Nil for anything else than `handle`, `handle --signature VALUE` and `handle --signature=VALUE`.
    init?(_ arguments: [String]) {
        let option = "--signature"
        guard arguments.first == "handle" else { return nil }
        switch arguments.count {
        case 1: signature = nil
        case 2 where arguments[1].hasPrefix("\(option)="): signature = String(arguments[1].dropFirst(option.count + 1))
        case 3 where arguments[1] == option && !arguments[2].hasPrefix("-"): signature = arguments[2]
        default: return nil
        }
    }
}
