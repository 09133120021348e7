/// The keys of `refusals` of a call, where it is a mapping.
enum RefusalKeys {
    static let on = Key(
        "on", .node(["anyOf": [.statuses, .list(of: .statuses, atLeast: 1)]]),
        "The statuses, from 400 to 499.", examples: "4xx", [402, 409], foreign: ["statuses", "status"])

    static let body = Key(
        "body", .node(.value),
        "The body that the client gets; strings in it are expressions, and `error` is the body of the service. Without it, the service's.",
        examples: ["code": "error.code"], foreign: ["response", "error"])

    static let table = KeyTable("`refusals`", keys: [on, body], required: [on])
}
