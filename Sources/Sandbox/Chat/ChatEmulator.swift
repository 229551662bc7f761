// SPDX-License-Identifier: MIT

/// Slack, Discord, Teams and any other receiver, each as strict as the real one about the form.
struct ChatEmulator {
    let request: ReceivedRequest

    func answer(_ world: inout World) -> Answer {
        guard request.method == "POST" else { return .text("method not allowed", status: 405) }
        let system = ChatSystem(request)
        let json = isJSON ? request.json : nil
        let (answer, text) = answer(as: system, json)
        world.messages.append(
            ChatMessage(
                system: system, host: request.host, path: String(request.path), text: text,
                body: String(decoding: request.body, as: UTF8.self), status: answer.status))
        return answer
    }

    private var isJSON: Bool {
        request.header("content-type")?.lowercased().hasPrefix("application/json") ?? false
    }

    private func answer(as system: ChatSystem, _ json: JSONValue?) -> (Answer, text: String) {
        switch system {
        case .slack: slack(json)
        case .discord: discord(json)
        case .teams: teams(json)
        case .other:
            if case .object? = json {
                (Answer(status: 200), json?["text"]?.string ?? "")
            } else {
                (.text("expected a JSON object", status: 400), "")
            }
        }
    }

    /// Errors are plain text (https://api.slack.com/messaging/webhooks).
    private func slack(_ json: JSONValue?) -> (Answer, text: String) {
        guard case .object? = json else { return (.text("invalid_payload", status: 400), "") }
        guard let text = json?["text"]?.string, !text.isEmpty else { return (.text("no_text", status: 400), "") }
        return (.text("ok", status: 200), text)
    }

    private func discord(_ json: JSONValue?) -> (Answer, text: String) {
        guard case .object? = json, let text = json?["content"]?.string, !text.isEmpty else {
            return (.json(["code": 50_006, "message": "Cannot send an empty message"], status: 400), "")
        }
        guard text.utf16.count <= 2000 else {
            return (.json(["code": 50_035, "message": "Invalid Form Body"], status: 400), text)
        }
        return (.noContent, text)
    }

    private func teams(_ json: JSONValue?) -> (Answer, text: String) {
        guard request.body.count <= 28 * 1024 else { return (.text("message size too large", status: 413), "") }
        let card = json?["attachments"]?.array?.first
        let blocks = card?["content"]?["body"]?.array ?? []
        let text = blocks.compactMap { $0["text"]?.string }.joined(separator: "\n")
        guard json?["type"]?.string == "message",
            card?["contentType"]?.string == "application/vnd.microsoft.card.adaptive",
            card?["content"]?["type"]?.string == "AdaptiveCard", !text.isEmpty
        else { return (.json(["error": ["code": "InvalidRequestContent"]], status: 400), text) }
        return (Answer(status: 202), text)
    }
}

extension Answer {
    static func text(_ text: String, status: Int) -> Answer {
        Answer(status: status, headers: [("content-type", "text/plain; charset=utf-8")], body: Array(text.utf8))
    }
}
