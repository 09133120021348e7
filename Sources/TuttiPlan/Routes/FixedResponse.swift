/// A response that a route gives by itself.
package struct FixedResponse: Sendable, Equatable {
    /// What it holds.
    package enum Body: Sendable, Equatable {
        /// JSON.
        case json(ValueTemplate)
        /// Text as the file has it.
        case text(String)
    }

    /// Its status.
    package let status: Int
    /// Its body; nil for none.
    package let body: Body?

    /// A response made of its parts.
    package init(status: Int, body: Body?) {
        self.status = status
        self.body = body
    }
}
