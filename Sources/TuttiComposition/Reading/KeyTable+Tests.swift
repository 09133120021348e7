/// The keys of `tests`.
extension KeyTable {
    static let test = KeyTable(
        place: "a test",
        keys: ["name", "request", "headers", "body", "services", "expect", "required", "env", "steps"])

    static let step = KeyTable(
        place: "a step",
        keys: ["request", "headers", "body", "services", "expect", "repeat", "wait"])

    static let response = KeyTable(
        place: "the response of a service",
        keys: ["status", "headers", "body", "text", "after", "fail"])

    static let expectation = KeyTable(
        place: "`expect`",
        keys: ["status", "outcome", "body", "headers", "calls", "sent", "within"])
}
