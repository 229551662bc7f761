// SPDX-License-Identifier: MIT

/// The JSON form of an action: its name alone, or an object of its name and what goes with it:
/// `"hang"`, `{"status": 503, "headers": {}, "body": ""}`, `{"redirect": 308, "location": "https://..."}`,
/// `{"patch": {"imports": null}}`, `{"htmlPage": 502}`, `{"delayMilliseconds": 200}`.
extension Fault.Action: Codable {
    private enum Member: String, CodingKey {
        case status, headers, body, redirect, location, patch, htmlPage, delayMilliseconds
    }

    private static let named: [(name: String, action: Fault.Action)] = [
        ("resetBeforeAnswer", .resetBeforeAnswer), ("resetMidAnswer", .resetMidAnswer),
        ("resetAfterHandling", .resetAfterHandling), ("hang", .hang), ("truncatedJSON", .truncatedJSON),
        ("wrongJSON", .wrongJSON), ("endlessBody", .endlessBody), ("expireToken", .expireToken),
    ]

    package init(from decoder: any Decoder) throws {
        if let name = try? decoder.singleValueContainer().decode(String.self) {
            guard let known = Self.named.first(where: { $0.name == name }) else {
                throw Self.unknown(decoder)
            }
            self = known.action
            return
        }
        let members = try decoder.container(keyedBy: Member.self)
        if let status = try members.decodeIfPresent(Int.self, forKey: .status) {
            self = .status(
                status, headers: try members.value(.headers, default: [:]), body: try members.value(.body, default: ""))
        } else if let status = try members.decodeIfPresent(Int.self, forKey: .redirect) {
            self = .redirect(status, to: try members.decode(String.self, forKey: .location))
        } else if let patch = try members.decodeIfPresent(JSONValue.self, forKey: .patch) {
            self = .patch(patch)
        } else if let status = try members.decodeIfPresent(Int.self, forKey: .htmlPage) {
            self = .htmlPage(status)
        } else if let time = try members.decodeIfPresent(Int.self, forKey: .delayMilliseconds) {
            self = .delay(.milliseconds(time))
        } else {
            throw Self.unknown(decoder)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        switch self {
        case .status(let status, let headers, let body):
            var members = encoder.container(keyedBy: Member.self)
            try members.encode(status, forKey: .status)
            try members.encode(headers, forKey: .headers)
            try members.encode(body, forKey: .body)
        case .redirect(let status, let location):
            var members = encoder.container(keyedBy: Member.self)
            try members.encode(status, forKey: .redirect)
            try members.encode(location, forKey: .location)
        case .patch(let patch):
            var members = encoder.container(keyedBy: Member.self)
            try members.encode(patch, forKey: .patch)
        case .htmlPage(let status):
            var members = encoder.container(keyedBy: Member.self)
            try members.encode(status, forKey: .htmlPage)
        case .delay(let time):
            var members = encoder.container(keyedBy: Member.self)
            try members.encode(time.nanoseconds / 1_000_000, forKey: .delayMilliseconds)
        default:
            var container = encoder.singleValueContainer()
            try container.encode(Self.named.first { $0.action == self }?.name)
        }
    }

    private static func unknown(_ decoder: any Decoder) -> DecodingError {
        DecodingError.dataCorrupted(
            DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "unknown action"))
    }
}
