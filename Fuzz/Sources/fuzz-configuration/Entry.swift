// SPDX-License-Identifier: MIT

import FuzzKit

/// What libFuzzer's main function calls. In a file of its own: a module of one file would get a main function too.
@_cdecl("LLVMFuzzerTestOneInput")
public func feed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    Target.feed(Fuzzing.bytes(start, count))
    return 0
}
