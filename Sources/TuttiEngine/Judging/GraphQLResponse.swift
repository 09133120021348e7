internal import TuttiJSON

/// A response to a GraphQL query (GraphQL, October 2021, 7.1).
enum GraphQLResponse {
    /// All of the data.
    case whole(JSONValue)
    /// Some of the data; so many errors say why the rest is null.
    case partial(JSONValue, errors: Int, message: String)
    /// Errors, and no data.
    case failed(message: String)
    /// No response to a query.
    case malformed(message: String)

    /// The most bytes of an error's message that are repeated.
    private static let longestMessage = 200

    /// Reads the body of a response.
    init(_ body: JSONValue) {
        let data = body.member("data")
        let told = body.member("errors") ?? .null
        guard told.kind == .array || told.isNull else {
            self = .malformed(message: "`errors` of the GraphQL response is \(told.kind.indefinite), and not an array")
            return
        }
        let errors = told.elements
        guard body.kind == .object, data != nil || !errors.isEmpty else {
            self = .malformed(message: "the body is no response to a GraphQL query: it has neither `data` nor `errors`")
            return
        }
        guard let first = errors.first else {
            self = .whole(data ?? .null)
            return
        }
        var message = errors.count == 1 ? "1 error" : "\(errors.count) errors, the first"
        if let text = first.member("message")?.string {
            message += ": " + String(decoding: text.utf8.prefix(Self.longestMessage), as: UTF8.self)
        }
        if let data, !data.isNull {
            self = .partial(data, errors: errors.count, message: message)
        } else {
            self = .failed(message: message)
        }
    }
}
