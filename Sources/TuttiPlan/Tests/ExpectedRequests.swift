package import TuttiJSON

/// What a test expects of the requests of a call; whatever is left out is not compared.
package struct ExpectedRequests: Sendable {
    /// The name of the call, or that of its undo (``UndoPlan/name(ofCall:)``).
    package var call: String
    /// How many there are, attempts included.
    package var times: Int?
    /// The JSON body of each; compared as that of a response is.
    package var body: JSONValue?
    /// Headers of each.
    package var headers: [ExpectedHeader] = []

    /// So many requests of a call.
    package init(call: String, times: Int? = nil) {
        self.call = call
        self.times = times
    }
}
