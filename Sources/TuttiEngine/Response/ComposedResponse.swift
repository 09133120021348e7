package import HTTPTypes
package import TuttiJSON

/// The response to a client, and a report of each call that was made for it.
package struct ComposedResponse: Sendable {
    /// The status, 200 to 599.
    package var status: Int
    /// Headers: `Content-Type`, `Composition-Status`, and others where they are due.
    ///
    /// Never `Content-Length`: the listener adds what belongs to the connection.
    package var headers: [HTTPField]
    /// The body, in which large parts of services' responses are referred to and not copied.
    package var content: SplicedBytes
    /// What happened to each call, in declared order.
    package var calls: [CallReport]

    /// Why parts of the response could not be rendered and are null, for the log; empty when all went well.
    package var responseFailures: [String]

    /// The whole body, copied into one array.
    package var body: [UInt8] { content.joined }

    /// A response of its parts.
    package init(
        status: Int, headers: [HTTPField], body: [UInt8], calls: [CallReport], responseFailures: [String] = []
    ) {
        self.init(
            status: status, headers: headers, content: SplicedBytes(body), calls: calls,
            responseFailures: responseFailures)
    }

    /// A response of its parts.
    package init(
        status: Int, headers: [HTTPField], content: SplicedBytes, calls: [CallReport], responseFailures: [String] = []
    ) {
        self.status = status
        self.headers = headers
        self.content = content
        self.calls = calls
        self.responseFailures = responseFailures
    }
}
