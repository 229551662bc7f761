// SPDX-License-Identifier: MIT

import Configuration
import Glibc

/// Files that hold a credential, or variables.
enum FileText {
    /// The whole of a small regular file.
    static func read(_ path: String) -> Result<String, FileFault> {
        // Without O_NONBLOCK, opening a FIFO would wait for somebody to write.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(FileFault(errno: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(FileFault(errno: errno)) }
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR: return .failure(.directory)
        default: return .failure(.special)
        }
        return contents(descriptor)
    }

    /// The same of a file that somebody names to this process, who may mean a pipe: `--env-file <(command)`.
    static func readNamed(_ path: String) -> Result<String, FileFault> {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return .failure(FileFault(errno: errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return .failure(FileFault(errno: errno)) }
        return status.st_mode & S_IFMT == S_IFDIR ? .failure(.directory) : contents(descriptor)
    }

    private static func contents(_ descriptor: Int32) -> Result<String, FileFault> {
        var content: [UInt8] = []
        var block = [UInt8](repeating: 0, count: FileFault.bound + 1)
        while content.count <= FileFault.bound {
            let count = Glibc.read(descriptor, &block, block.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .failure(FileFault(errno: errno)) }
            guard count > 0 else {
                return String(validating: content, as: UTF8.self).map { .success($0) } ?? .failure(.notText)
            }
            content += block[..<count]
        }
        return .failure(.tooLarge)
    }
}

extension FileFault {
    fileprivate init(errno: Int32) {
        switch errno {
        case ENOENT, ENOTDIR: self = .missing
        case EACCES, EPERM: self = .forbidden
        // A socket, or a device that nothing is behind.
        case ENXIO: self = .special
        default: self = .unreadable
        }
    }
}
