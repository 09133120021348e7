package import HTTPTypes

/// What the client is answered, and what happened on the way.
package struct ComposedAnswer: Sendable {
    /// The status, 200 to 599.
    package var status: Int
    /// Header fields: `Content-Type`, `Composition-Status`, and others as the case demands.
    ///
    /// Never `Content-Length`: the listener adds what belongs to the connection.
    package var fields: [HTTPField]
    /// The whole body.
    package var body: [UInt8]
    /// What happened to each call, in declared order.
    package var calls: [CallReport]

    /// Why parts of the response could not be rendered and are null, for the log; empty when all went well.
    package var responseFailures: [String]

    /// An answer of its parts.
    package init(
        status: Int, fields: [HTTPField], body: [UInt8], calls: [CallReport], responseFailures: [String] = []
    ) {
        self.status = status
        self.fields = fields
        self.body = body
        self.calls = calls
        self.responseFailures = responseFailures
    }
}
