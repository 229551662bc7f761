// SPDX-License-Identifier: MIT

import Basics
import JSON

/// The text of an API's error body: Render's `{id, message}`, Infisical's `{reqId, statusCode, message, error}`.
package enum APIErrorBody {
    /// The message, made safe to print; nil without one. `secrets` are those that the text could repeat.
    package static func message(_ body: [UInt8], hiding secrets: [Secret]) -> String? {
        guard let message = (try? JSONValue(json: body))?["message"]?.string, !message.isEmpty else {
            return nil
        }
        return SafeText.clean(message, hiding: secrets)
    }

    /// A refusal: the status, the service's own text and what to do.
    package static func refusal(_ response: HTTPResponse, hint: String?, hiding secrets: [Secret]) -> APIRefusal {
        var text = "refused (\(response.status))"
        if let message = message(response.body, hiding: secrets) { text += ": \(message)" }
        if let hint { text += "; \(hint)" }
        return APIRefusal(text)
    }
}
