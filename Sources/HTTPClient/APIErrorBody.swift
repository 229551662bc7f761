// SPDX-License-Identifier: MIT

import Basics
import JSON

/// An API's error body: Render's `{id, message}`, Infisical's `{reqId, statusCode, message, error}`.
package struct APIErrorBody: Sendable {
    /// As it came: not safe to print.
    package private(set) var message: String?
    /// The error's name, at Infisical.
    package private(set) var error: String?
    /// Whether it has Infisical's, or Fastify's, `reqId`.
    package private(set) var hasRequestID = false
    /// Whether it has the `statusCode` that Infisical's bodies repeat.
    package private(set) var hasStatusCode = false

    /// Nil when the body is no JSON object.
    package init?(_ body: [UInt8]) {
        var found = APIErrorBody()
        do {
            try JSONReader.read(body) { (reader) throws(JSONReader.Malformed) in
                try reader.openObject()
                while let name = try reader.nextMember() {
                    switch name {
                    case "message": found.message = try reader.value().string
                    case "error": found.error = try reader.value().string
                    case "reqId":
                        found.hasRequestID = true
                        try reader.skip()
                    case "statusCode":
                        found.hasStatusCode = true
                        try reader.skip()
                    default: try reader.skip()
                    }
                }
            }
        } catch {
            return nil
        }
        self = found
    }

    private init() {}
}
