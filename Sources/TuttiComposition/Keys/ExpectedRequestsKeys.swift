/// The keys of a call under `calls` of `expect`.
enum ExpectedRequestsKeys {
    static let times = Key(
        "times", .integer(ExpectationKeys.callCounts), "How many requests there were, attempts included.",
        foreign: ["count"])

    static let body = Key(
        "body", .node(.value),
        "The JSON body of each request. Members that are not named are not compared; arrays have the same length.")

    static let headers = Key(
        "headers",
        .node(.expectedHeaders),
        "Headers of each request; null for one that must not be there, a list for one that is there more than once.")

    static let undo = Key(
        "undo", .node(["anyOf": [.integer(ExpectationKeys.callCounts), undoTable.schema]]),
        "The requests that took the call back: how many, or a mapping of the same keys.", examples: 1)

    static let undoTable = KeyTable("what is expected of an undo", keys: [times, body, headers])

    static let table = KeyTable("what is expected of a call", keys: [times, body, headers, undo])
}
