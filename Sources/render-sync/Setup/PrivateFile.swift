// SPDX-License-Identifier: MIT

import Glibc

/// A file that its owner alone can read. It is written whole beside its place, and then put there.
struct PrivateFile {
    enum Fault: Error {
        /// Something is there.
        case exists
        /// The system's number of the error.
        case system(Int32)
    }

    let path: String
    private var temporaryPath: String { "\(path).\(getpid()).new" }

    /// Whether something is at the path, be it a link that leads nowhere.
    var exists: Bool {
        var status = stat()
        return lstat(path, &status) == 0
    }

    /// Writes the content beside the place.
    func write(_ content: [UInt8]) throws(Fault) {
        unlink(temporaryPath)
        let descriptor = open(temporaryPath, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno) }
        var rest = content[...]
        var fault: Int32 = 0
        while !rest.isEmpty, fault == 0 {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            if written <= 0 { fault = errno } else { rest = rest.dropFirst(written) }
        }
        if fault == 0, fsync(descriptor) != 0, errno != EINVAL { fault = errno }
        if close(descriptor) != 0, fault == 0 { fault = errno }
        guard fault == 0 else {
            discard()
            throw .system(fault)
        }
    }

    /// Puts it in its place, or discards it. Without `replacing` nothing that is there, or came there meanwhile, is lost.
    func commit(replacing: Bool) throws(Fault) {
        defer { discard() }
        if replacing {
            guard rename(temporaryPath, path) == 0 else { throw .system(errno) }
            return
        }
        var code = link(temporaryPath, path) == 0 ? 0 : errno
        // Not every file system has a second name for a file.
        if [EPERM, ENOTSUP, ENOSYS].contains(code), !exists { code = rename(temporaryPath, path) == 0 ? 0 : errno }
        guard code == 0 else { throw code == EEXIST ? .exists : .system(code) }
    }

    func discard() { unlink(temporaryPath) }
}
