// SPDX-License-Identifier: MIT

import CProcess

/// The process's arguments, without the program's name.
///
/// Not `CommandLine`, which reads them from /proc: that takes time, and a container may lack it.
enum ProcessArguments {
    static var all: [String] {
        var arguments: [String] = []
        var next = rs_arguments()
        while let argument = next?.pointee {
            arguments.append(String(cString: argument))
            next = next?.successor()
        }
        return Array(arguments.dropFirst())
    }
}
