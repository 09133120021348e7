internal import TuttiJSON

/// The response of a service.
///
/// The server adds `x-fixture` and, where missing, `content-type` and `content-length`; a handler that gives
/// `content-length` or `transfer-encoding` itself has the body sent as it is, true or not.
package struct FixtureResponse: Sendable {
    /// 200 to 599.
    package var status: Int
    /// Fields in the order in which they go out.
    package var headers: [(name: String, value: String)]
    /// The body; left out on the wire for HEAD, 204 and 304.
    package var body: [UInt8]
    /// Spoils this one response; the server's own switch, when it is on for the request, wins.
    package var fault: Fault?

    /// Makes a response from bytes.
    package init(
        status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = [], fault: Fault? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.fault = fault
    }

    /// Makes a response from JSON text.
    package init(
        status: Int = 200, headers: [(name: String, value: String)] = [], json: String, fault: Fault? = nil
    ) {
        self.init(status: status, headers: headers, body: Array(json.utf8), fault: fault)
    }

    /// An RFC 9457 problem.
    ///
    /// `detail` is written as a JSON string, whatever it holds.
    package static func problem(_ status: Int, title: String, detail: String) -> FixtureResponse {
        FixtureResponse(
            status: status, headers: [("content-type", "application/problem+json")],
            body: JSONValue.members([
                ("title", .string(title)), ("status", .integer(status)), ("detail", .string(detail)),
            ]).jsonBytes)
    }
}
