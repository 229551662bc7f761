// SPDX-License-Identifier: MIT

import Dispatch
import Glibc

/// SIGTERM or SIGINT.
struct StopSignal {
    private let stream: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    /// From here on the signals no longer end the process by themselves.
    init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        self.stream = stream
        sources = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.finish() }
            source.resume()
            return source
        }
    }

    /// Returns when one of the signals has come.
    func wait() async {
        for await _ in stream {}
        for source in sources { source.cancel() }
    }
}
