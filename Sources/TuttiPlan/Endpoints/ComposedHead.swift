package import HTTPTypes
package import TuttiExpressions

/// What the file says of the head of an endpoint's composed responses beside a fixed status: `response-headers`, and a `status` that is worked
/// out.
package struct ComposedHead: Sendable, Equatable {
    /// Gives the status, 200 to 599; nil where that is fixed.
    package let status: Expression?
    /// The headers, in the order of the file; several of one name are several fields.
    package let headers: [HeaderTemplate]
    /// The calls that these read: they are made whichever part of the body a client asks for.
    package let calls: [Int]
    /// The slots of the endpoint's `let` that these read.
    package let lets: [Int]

    /// Headers of which a response has one at most (RFC 9110, 5.3), in lower case.
    package static let singleHeaders: Set<String> = [
        "age", "content-disposition", "content-location", "content-type", "etag", "expires", "last-modified",
        "location", "retry-after",
    ]

    /// The most bytes of the file's headers in one response, each counted by ``size(of:_:)``: clients and proxies refuse more than that.
    package static let longest = 16 << 10
    /// The most of the file's headers in one response.
    package static let mostFields = 64

    /// How much room a header takes, as HTTP/2 counts it (RFC 9113, 6.5.2): the bytes of name and value, and 32.
    package static func size(of name: HTTPField.Name, _ valueBytes: Int) -> Int {
        name.rawName.utf8.count + valueBytes + 32
    }

    /// A head of its parts.
    package init(status: Expression? = nil, headers: [HeaderTemplate] = [], calls: [Int] = [], lets: [Int] = []) {
        self.status = status
        self.headers = headers
        self.calls = calls
        self.lets = lets
    }
}
