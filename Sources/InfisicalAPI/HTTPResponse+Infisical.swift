// SPDX-License-Identifier: MIT

import Basics
import HTTPClient

extension HTTPResponse {
    /// A missing or revoked token is answered with 401, an expired or malformed one with 403 and this name
    /// (Infisical/infisical `backend/src/server/plugins/error-handler.ts`).
    var refusesToken: Bool {
        status == 401 || (status == 403 && APIErrorBody(body)?.error?.hasSameBytes(as: "TokenError") == true)
    }

    /// Fastify's own 404 for an unknown route carries no `reqId`; Infisical's for a missing folder does.
    var isMissingRoute: Bool {
        guard status == 404 else { return false }
        guard let error = APIErrorBody(body) else { return true }
        return !error.hasRequestID || error.message?.hasPrefix("Route ") == true
    }
}
