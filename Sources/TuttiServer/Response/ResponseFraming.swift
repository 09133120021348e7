/// How the end of a response's body is marked that this server writes in HTTP/1.1 (RFC 9112, 6.3).
enum ResponseFraming: Equatable {
    /// By `Content-Length`, which is sent even if the body isn't, as in a response to HEAD.
    case length(Int)
    /// By chunks.
    case chunked
    /// By the end of the connection, for HTTP/1.0.
    case untilClose
    /// There is no body, and no header says how long it would be.
    case none

    /// The framing of a body of that length, for a client of HTTP/1.0 if `isOld`; of a response that has no body, as to HEAD, if `isBodiless`.
    init(_ length: BodyLength, isOld: Bool, isBodiless: Bool) {
        self =
            switch length {
            case .known(let count): .length(count)
            case .unknown where isBodiless: .none
            case .unknown: isOld ? .untilClose : .chunked
            }
    }
}
