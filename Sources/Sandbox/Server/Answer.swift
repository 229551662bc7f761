// SPDX-License-Identifier: MIT

/// A complete answer.
struct Answer: Sendable {
    var status: Int
    var headers: [(name: String, value: String)]
    var body: [UInt8]
    /// What must have been sent before this is answered.
    var delivery: WebhookDelivery?

    init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ value: JSONValue, status: Int = 200) -> Answer {
        Answer(
            status: status, headers: [("content-type", "application/json; charset=utf-8")], body: value.bytes())
    }

    static let noContent = Answer(status: 204)
}
