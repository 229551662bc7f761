// SPDX-License-Identifier: MIT

extension String {
    /// Whether both are the same bytes. `==` holds composed and decomposed accents equal, which the real APIs do not.
    func isSame(as other: String) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }
}
