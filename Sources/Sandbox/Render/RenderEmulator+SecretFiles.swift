// SPDX-License-Identifier: MIT

extension RenderEmulator {
    /// One secret file of a service or a group, named in the path; a write is answered with the given status.
    func secretFile(
        _ files: inout [RenderState.SecretFile], _ name: String, _ normalization: RenderState.Normalization,
        written: Int,
        answer: ([RenderState.SecretFile], RenderState.SecretFile) -> JSONValue
    ) throws(RenderError) -> Answer {
        switch request.method {
        case "GET":
            guard let content = files[name] else { throw RenderError(404, "secret file not found") }
            return .json(RenderState.SecretFile(name, content).json)
        case "PUT":
            try RenderRules.checkFileName(name)
            guard let given = try object()["content"]?.string else { throw RenderError(400, "content is required") }
            let content = normalization.stored(given)
            files[name] = content
            return .json(answer(files, RenderState.SecretFile(name, content)), status: written)
        case "DELETE":
            guard files[name] != nil else { throw RenderError(404, "secret file not found") }
            files[name] = nil
            return .noContent
        default: throw methodOrPath()
        }
    }

    /// The files of a bulk write, which replace all there are.
    func newSecretFiles(
        _ normalization: RenderState.Normalization
    ) throws(RenderError) -> [RenderState.SecretFile] {
        guard let items = request.json?.array else { throw RenderError(400, "invalid JSON: expected an array") }
        var files: [RenderState.SecretFile] = []
        for item in items {
            guard let name = item["name"]?.string, let content = item["content"]?.string else {
                throw RenderError(400, "name and content are required")
            }
            try RenderRules.checkFileName(name)
            guard files[name] == nil else { throw RenderError(400, "duplicate secret file name") }
            files.append(RenderState.SecretFile(name, normalization.stored(content)))
        }
        return files
    }
}
