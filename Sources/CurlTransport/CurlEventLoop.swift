// SPDX-License-Identifier: MIT

import Basics
import CCurl
import HTTPClient

/// The thread that libcurl runs on: takes commands, drives libcurl, hands results over.
final class CurlEventLoop {
    private let commands: CurlCommandQueue
    private let options: CurlOptions
    private var transfers: [Int: CurlTransfer] = [:]
    /// Which transfer a handle belongs to.
    private var ids: [UnsafeMutableRawPointer: Int] = [:]
    private var isOpen = true

    /// Starts the thread; it ends when the command queue is closed and the last transfer is over. The thread itself
    /// loads the library, so that nobody waits for that while holding a lock.
    static func start(commands: CurlCommandQueue, options: CurlOptions) {
        let isStarted = DetachedThread.start { CurlEventLoop(commands: commands, options: options).run() }
        if !isStarted { commands.abandon(.unsendable(CurlTransportMessages.noThread)) }
    }

    private init(commands: CurlCommandQueue, options: CurlOptions) {
        self.commands = commands
        self.options = options
    }

    private func run() {
        let multi: CurlMulti
        do throws(TransportError) {
            multi = try CurlMulti()
        } catch {
            return commands.abandon(error)
        }
        // The waker has no more than the handle's address.
        withExtendedLifetime(multi) {
            commands.setWaker(Waker(multi: multi.handle))
            do throws(TransportError) {
                try serve(multi)
                commands.setWaker(nil)
            } catch {
                fail(error, multi)
            }
        }
    }

    private func serve(_ multi: CurlMulti) throws(TransportError) {
        while true {
            for command in commands.takeAll() { try obey(command, multi) }
            try multi.perform()
            while let done = multi.nextDone() {
                guard let id = ids[done.easy] else { continue }
                try remove(id, multi)?.finish(done.code)
            }
            if !isOpen, transfers.isEmpty { return }
            try multi.poll()
        }
    }

    private func obey(_ command: CurlCommandQueue.Command, _ multi: CurlMulti) throws(TransportError) {
        switch command {
        case .send(let id, let request, let completion):
            do throws(TransportError) {
                let transfer = try CurlTransfer(
                    request, options: options, share: multi.share, completion: completion)
                try multi.add(transfer)
                transfers[id] = transfer
                ids[transfer.easy] = id
            } catch {
                completion(.failure(error))
            }
        case .cancel(let id):
            try remove(id, multi)?.cancel()
        case .close:
            isOpen = false
        }
    }

    private func remove(_ id: Int, _ multi: CurlMulti) throws(TransportError) -> CurlTransfer? {
        guard let transfer = transfers[id] else { return nil }
        try multi.remove(transfer)
        transfers[id] = nil
        ids[transfer.easy] = nil
        return transfer
    }

    /// Nobody waits for a thread that has ended. The transfers go before the handles that they use.
    private func fail(_ error: TransportError, _ multi: CurlMulti) {
        for transfer in transfers.values {
            // What cannot be removed leaves the multi handle with its own.
            try? multi.remove(transfer)
            transfer.fail(.broken(error.message))
        }
        transfers = [:]
        commands.abandon(error)
    }
}
