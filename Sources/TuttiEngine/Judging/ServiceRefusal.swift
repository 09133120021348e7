internal import TuttiJSON

/// What a service has said with a status that is a refusal for the client to see.
///
/// A class, so that the end of a call has room for it.
final class ServiceRefusal: Sendable {
    /// The media type: JSON of some name, or `text/plain`.
    let type: String
    /// The body in UTF-8; JSON was parsed.
    let body: [UInt8]
    /// The body as expressions read it: JSON, or the text.
    let value: JSONValue

    init(type: String, body: [UInt8], value: JSONValue) {
        self.type = type
        self.body = body
        self.value = value
    }
}
