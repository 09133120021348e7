internal import HTTPTypes
internal import TuttiPlan

/// The keys of `undo` of a call.
enum UndoKeys {
    /// The methods, each a key that takes the path; an undo has one of them.
    static let methods: [(key: Key<YAMLNode, Void>, method: HTTPRequest.Method)] =
        [HTTPRequest.Method.post, .put, .patch, .delete].map { method in
            (
                Key(
                    method.rawValue.lowercased(), .node(.text(matching: "^/", form: "a path that begins with /")),
                    "The path that takes the call back by \(method.rawValue), on the same service. An undo has one method.",
                    examples: "/orders/{order.id}"), method
            )
        }

    static let query = Key("query", CallKeys.query.kind, "Parameters behind those of the path, as in a call.")

    static let headers = Key("headers", .node(.headers), "Headers of the undo.")

    static let body = Key("body", .node(.value), "The JSON body; strings in it are expressions.")

    static let when = Key(
        "when", .node(.value), "Nothing is undone where this is false, null or empty.",
        examples: "meta.order.status == `201`", foreign: ["if"])

    static let accept = Key(
        "accept", CallKeys.accept.kind, "The statuses with which the call counts as undone.",
        writtenDefault: ["2xx", 404, 410])

    static let timeout = Key(
        "timeout", .duration, "How long the undo may take, all attempts together; no deadline bounds it.",
        default: UndoPlan.standardTimeout)

    static let retry = Key(
        "retry", .node(.off(or: RetryKeys.callTable.schema)),
        "When the undo is made again, whatever its method: it must be such that it may be made twice.",
        examples: ["attempts": 3])

    static let table = KeyTable(
        "`undo`", keys: methods.map(\.key) + [query, headers, body, when, accept, timeout, retry],
        foreign: [
            ForeignNames("service", help: "an undo is made by the service of its call"),
            ForeignNames("get", "head", help: "an undo changes something: `delete`, `post`, `put` or `patch`"),
        ],
        example: "write it like `{ delete: \"/orders/{order.id}\" }`",
        rules: { [("oneOf", .array(methods.map { ["required": [.string($0.key.name)]] }))] })
}
