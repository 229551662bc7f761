// SPDX-License-Identifier: MIT

import FuzzTargets

/// What libFuzzer's main function calls.
@_cdecl("LLVMFuzzerTestOneInput")
public func feed(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    FuzzTarget.configuration.feed(Array(UnsafeBufferPointer(start: start, count: count)), within: FuzzTarget.timeBound)
    return 0
}
