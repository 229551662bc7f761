// SPDX-License-Identifier: MIT

import FoundationEssentials

/// JSON as servers written in JavaScript send it.
public enum ForeignJSON {
    /// Decodes a document, in which escapes of lone surrogates become `LoneSurrogates.mark`. Its bytes are not copied:
    /// a list of secrets is large.
    public static func decode<Model: Decodable>(_ model: Model.Type, from json: [UInt8]) throws -> Model {
        try LoneSurrogates.marked(json).withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return try JSONDecoder().decode(model, from: Data()) }
            // Neither written to nor kept: what the decoder returns are values of its own.
            let data = Data(
                bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
            return try JSONDecoder().decode(model, from: data)
        }
    }
}
