// SPDX-License-Identifier: MIT

/// The system's own randomness, fit for keys.
enum SystemRandom {
    @Sendable static func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
}
