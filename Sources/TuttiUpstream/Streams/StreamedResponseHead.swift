package import HTTPTypes

/// The head of a response whose body follows, or of an interim response.
package struct StreamedResponseHead: Sendable, Hashable {
    /// 100 to 599.
    package var status: Int
    /// The headers as they came, in their order: those of the connection are among them, and not for whoever the response goes to.
    package var headers: [HTTPField]
    /// How many bytes of body follow; nil when their number is known at their end alone.
    package var length: Int?

    /// A head.
    package init(status: Int, headers: [HTTPField], length: Int?) {
        self.status = status
        self.headers = headers
        self.length = length
    }
}
