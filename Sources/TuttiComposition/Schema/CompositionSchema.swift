/// The JSON Schemas of the two kinds of files, with which editors complete, explain and check what is typed.
///
/// The schema refuses only what the compiler refuses. It sees the shape of a file, no expressions and no names: `tutti check`
/// says the rest.
package enum CompositionSchema: String, CaseIterable, Sendable {
    /// Of gateway.yaml.
    case gateway
    /// Of each document of every other file: of an endpoint, or of a route.
    case endpoint

    /// What the file of the schema is called.
    package var fileName: String { "\(rawValue).schema.json" }

    /// The schema, as JSON text with a line break at its end.
    ///
    /// It is of draft 07 and has no `$ref`: the YAML language server, which VS Code, Neovim, Emacs and others use, has read
    /// drafts up to 07 for many years and later ones only lately, and beside a `$ref` draft 07 ignores every other keyword,
    /// descriptions too.
    package var text: String { root.text() + "\n" }

    private var root: SchemaValue {
        let (title, content) =
            switch self {
            case .gateway: ("gateway.yaml of Tutti", GatewayKeys.table.schema)
            case .endpoint: ("An endpoint or a route of Tutti", Self.document)
            }
        let head: SchemaValue = ["$schema": "http://json-schema.org/draft-07/schema#", "title": .string(title)]
        guard case .object(let rest) = content else { return head }
        return head.with(rest)
    }

    /// What a document describes, one of two keys says.
    ///
    /// `properties` beside the two schemas lets an editor offer `route` in an empty document.
    private static let document: SchemaValue = [
        "properties": .object([(RouteKeys.route.name, RouteKeys.route.schema)]),
        "if": [
            "required": [.string(RouteKeys.route.name)], "not": ["required": [.string(EndpointKeys.endpoint.name)]],
        ],
        "then": RouteKeys.table.schema,
        "else": EndpointKeys.table.schema,
    ]
}
