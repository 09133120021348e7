internal import TuttiPlan

/// The keys of a service's response in a test.
enum ServiceResponseKeys {
    static let status = Key("status", .integer(200...599), "The status of the response.", default: 200)

    static let headers = Key("headers", .node(.repeatedHeaders), "Its headers.")

    static let body = Key("body", .node(.value), "Its JSON body: plain data.")

    static let text = Key("text", .text, "Its body, where that is no JSON.")

    static let after = Key("after", .duration, "How long it takes to come.")

    static let fail = Key("fail", .node(failures), "The call fails like this.")

    static let table = KeyTable(
        "the response of a service", keys: [status, headers, body, text, after, fail],
        rules: {
            [
                ("minProperties", 1),
                ("dependencies", .object([(fail.name, .without(besidesFail)), (text.name, .without([body]))])),
            ]
        })

    /// The keys that don't go with `fail`.
    static let besidesFail: [any DeclaredKey] = [status, headers, body, text]

    /// What a service does in a test: responses to every request, or by request, `GET /users/*`, or by instance, `http://10.0.0.7:8080`.
    static var script: SchemaValue {
        [
            "anyOf": [
                responses,
                [
                    "type": "object", "minProperties": 1, "additionalProperties": responses,
                    "propertyNames": [
                        "pattern": .string(
                            #"^\*$|^("# + EndpointLineReader.methods.joined(separator: "|")
                                + #") +/[^\s#]*$|^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@\s]+(/[^?#\s]*)?$"#)
                    ],
                ],
            ]
        ]
    }

    private static var failures: SchemaValue {
        ["enum": .array(ServiceResponse.failures.map { .string($0.rawValue) })]
    }

    /// `timeout`, `503`, `{ body: {…} }`.
    private static var one: SchemaValue { ["anyOf": [failures, .status(200...599), table.schema]] }

    /// One response, or several in turn.
    private static var responses: SchemaValue { ["anyOf": [one, .list(of: one, atLeast: 1)]] }
}
