internal import TuttiPlan

/// The keys of `expect` in a test.
enum ExpectationKeys {
    static let status = Key("status", .integer(200...599), "The status of the response.")

    static let outcome = Key(
        "outcome",
        .node(.map(names: EndpointKeys.namePattern, of: ["enum": .array(words.map { .string($0) })])),
        "The outcome of calls, or the reason of their failure.", examples: ["orders": "timeout"])

    static let body = Key(
        "body", .node(.value), "The body. Members that are not named are not compared; arrays have the same length.")

    static let headers = Key(
        "headers",
        .node(.expectedHeaders),
        "Headers of the response; null for one that must not be there, a list for one that is there more than once.")

    static let calls = Key(
        "calls",
        .node(
            .map(
                names: EndpointKeys.namePattern,
                of: ["anyOf": [.integer(callCounts), ExpectedRequestsKeys.table.schema]])),
        "The requests that calls made: how many, attempts included, or a mapping that says more.",
        examples: ["orders": 1], ["pay": ["times": 1, "body": ["amount": 5]]])

    static let sent = Key(
        "sent", .node(.map(names: EndpointKeys.namePattern, of: .value)),
        "The JSON body that calls sent. Members that are not named are not compared; arrays have the same length.",
        examples: ["order": ["quantity": 1]])

    static let within = Key(
        "within", .duration, "The response came after at most so much virtual time.", examples: "300ms")

    static let table = KeyTable("`expect`", keys: [status, outcome, body, headers, calls, sent, within])

    /// The words for how a call ends: its outcome, or the reason of its failure.
    static let words = TestExpectation.outcomeWords + FailureReason.allCases.map(\.rawValue)

    /// How many requests of a call `calls` may expect.
    static let callCounts = 0...1_000_000
}
