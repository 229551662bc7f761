// SPDX-License-Identifier: MIT

import ArgumentParser
import Glibc
import NIOConcurrencyHelpers

/// When colours are used.
enum ColorChoice: String, ExpressibleByArgument, CaseIterable {
    case auto, always, never
}

/// What the process's outputs may use: colours, and a line that is written over.
struct Terminal: Sendable {
    /// As the command line and the variables say; set once, before there is anything to write.
    static let shared = NIOLockedValueBox(Terminal())

    private var color = ColorChoice.auto
    private var forbidsColor = false
    private var isDumb = false

    private init() {}

    /// `NO_COLOR` counts when it is not empty (https://no-color.org).
    init(_ color: ColorChoice, _ variables: [String: String]) {
        self.color = color
        forbidsColor = variables["NO_COLOR"].map { !$0.isEmpty } ?? false
        isDumb = variables["TERM"] == "dumb"
    }

    /// The colours of a stream.
    static func style(of stream: Int32) -> TerminalStyle {
        let terminal = shared.withLockedValue(\.self)
        let isOn =
            switch terminal.color {
            case .always: true
            case .never: false
            case .auto: !terminal.forbidsColor && !terminal.isDumb && isatty(stream) == 1
            }
        return TerminalStyle(isOn: isOn)
    }

    /// Whether a line on standard error can be written over.
    static var takesProgress: Bool {
        isatty(STDERR_FILENO) == 1 && !shared.withLockedValue(\.isDumb)
    }

    /// The columns of the terminal that a stream is; nil where it is none, or does not say.
    static func columns(of stream: Int32) -> Int? {
        var size = winsize()
        guard ioctl(stream, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }
}

/// Colours, where they are wanted.
struct TerminalStyle: Sendable {
    let isOn: Bool

    enum Color: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    func callAsFunction(_ color: Color, _ text: String) -> String {
        isOn ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
    }
}
