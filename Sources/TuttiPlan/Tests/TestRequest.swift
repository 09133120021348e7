package import HTTPTypes
package import TuttiJSON
package import TuttiPolicies

/// What the client of a test sends.
package struct TestRequest: Sendable {
    /// The method.
    package var method: HTTPRequest.Method
    /// Path and query as the client sends them.
    package var target: String
    /// The values of the path's parameters, percent-decoded, in the order of ``PathPattern``.
    package var pathParameters: [String]
    /// The headers.
    package var headers: [HTTPField]
    /// The JSON body; nil sends none.
    package var body: JSONValue?
    /// Who the client has shown itself to be; nil for nobody.
    package var identity: Identity?

    /// A request made of its parts.
    package init(
        method: HTTPRequest.Method, target: String, pathParameters: [String], headers: [HTTPField] = [],
        body: JSONValue? = nil
    ) {
        self.method = method
        self.target = target
        self.pathParameters = pathParameters
        self.headers = headers
        self.body = body
    }

    /// The path as the client sends it.
    package var path: Substring { target.prefix { $0 != "?" } }

    /// The query without its `?`; empty without one.
    package var query: String {
        target.firstIndex(of: "?").map { String(target[target.index(after: $0)...]) } ?? ""
    }
}
