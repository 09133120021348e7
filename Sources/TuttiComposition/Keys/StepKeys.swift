/// The keys of a step of a test, of which a test without `steps` has those of one request.
enum StepKeys {
    static let request = Key(
        "request",
        .node(
            .text(
                matching: "^(\(EndpointLineReader.methods.joined(separator: "|"))) " + #"+/[^\s#]*$"#,
                form: "a method and a path, like GET /profile/7")),
        "Method and target as a client sends them.", examples: "GET /profile/7?limit=3")

    static let headers = Key("headers", .node(.repeatedHeaders), "The client's headers.")

    static let body = Key("body", .node(.value), "The client's JSON body: plain data.")

    static let auth = Key(
        "auth", .text,
        "The way of `auth` in gateway.yaml by which the client has shown who it is. Without it and `claims`, it has shown nothing.",
        examples: "partners")

    static let claims = Key(
        "claims", .node(["type": "object"]),
        "Who the client is, as expressions read it: plain data. Without `auth`, it is shown by the first way that the endpoint takes.",
        examples: ["sub": "acme", "plan": "gold"], foreign: ["token", "jwt", "identity", "user"])

    static let services = Key(
        "services", .node(["type": "object", "additionalProperties": ServiceResponseKeys.script]),
        "What the services answer, each under its name: plain data.",
        examples: ["users": ["GET /users/7": ["body": ["id": 7]]], "orders": "timeout"])

    static let expect = Key("expect", .mapping(ExpectationKeys.table), "What must come of it.")

    static let repeats = Key("repeat", .integer(1...10_000), "So many times.", default: 1)

    static let wait = Key("wait", .duration, "Lets so much virtual time pass.", examples: "10s")

    /// The keys of one request and what must come of it.
    static let exchange: [any DeclaredKey] = [request, headers, auth, claims, body, services, expect]

    /// The keys that don't go with `wait`.
    static let besidesWait: [any DeclaredKey] = exchange + [repeats]

    static let table = KeyTable("a step", keys: besidesWait + [wait])

    /// The schema of a step that makes a request.
    static var requestSchema: SchemaValue { .mapping(besidesWait, required: [request.name]) }

    /// The schema of a step that waits.
    static var waitSchema: SchemaValue { .mapping([wait], required: [wait.name]) }
}
