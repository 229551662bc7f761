// SPDX-License-Identifier: MIT

/// The parameters of a read.
struct ReadParameters {
    let project: String
    let environment: String
    let path: String
    let viewSecretValue: Bool
    let expandSecretReferences: Bool
    let recursive: Bool
    let includeImports: Bool
    let type: InfisicalState.Secret.Kind
    /// Only secrets with one of these; empty: all.
    private let tagSlugs: [String]

    init(_ request: ReceivedRequest, _ route: SecretsRoute, _ state: InfisicalState) throws(InfisicalError) {
        let query = request.query
        let slug = query.nonEmpty("workspaceSlug").flatMap { slug in
            state.projects.first { $0.slug.isSame(as: slug) }?.id
        }
        guard let project = query.nonEmpty(route.projectParameter) ?? slug,
            let environment = query.nonEmpty("environment")
        else { throw .badRequest("Missing project id or environment") }
        self.project = project
        self.environment = environment
        path = SecretPath.normal(query["secretPath"] ?? "/")
        viewSecretValue = try query.flag("viewSecretValue", absent: true)
        expandSecretReferences = try query.flag("expandSecretReferences", absent: false)
        recursive = try query.flag("recursive", absent: false)
        includeImports =
            switch state.importsParameter {
            case .snakeCase: try query.flag("include_imports", absent: false)
            case .camelCase: try query.flag("includeImports", absent: false)
            case .either:
                try query.flag("include_imports", absent: try query.flag("includeImports", absent: false))
            }
        type = query["type"] == "personal" ? .personal : .shared
        tagSlugs = (query["tagSlugs"] ?? "").split(separator: ",").map(String.init)
    }

    func isTagged(_ secret: InfisicalState.Secret) -> Bool {
        tagSlugs.isEmpty || secret.tags.contains { tag in tagSlugs.contains { $0.isSame(as: tag.slug) } }
    }
}

extension Query {
    /// A parameter that is `true` or `false`; anything else fails the server's schema.
    func flag(_ name: String, absent: @autoclosure () throws(InfisicalError) -> Bool) throws(InfisicalError) -> Bool {
        switch self[name] {
        case nil: return try absent()
        case "true": return true
        case "false": return false
        default: throw .validation([(name, "Invalid enum value. Expected 'true' | 'false'")])
        }
    }
}
