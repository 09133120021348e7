internal import TuttiContentCoding
internal import TuttiUpstream

extension UpstreamFailure {
    /// What a refused response means to a caller.
    init(_ violation: ResponseViolation, origin: UpstreamOrigin) {
        switch violation {
        case .headerBytes(let limit), .chunks(.trailerBytes(let limit)):
            self.init(.tooLarge, "the header section from \(origin) is over \(limit) bytes")
        case .headerCount(let limit), .chunks(.trailerFields(let limit)):
            self.init(.tooLarge, "the response from \(origin) has more than \(limit) headers")
        case .bodyBytes(let limit), .content(_, .decodedTooLong(let limit)):
            self.init(.tooLarge, "the body from \(origin) is over \(limit) bytes (max-response)")
        case .encodedBytes(let limit), .content(_, .encodedTooLong(let limit)):
            self.init(.tooLarge, "the compressed body from \(origin) is over \(limit) bytes (max-response)")
        case .ambiguousLength:
            self.init(.badResponse, "\(origin) answered with a Content-Length that is wrong or contradicts itself")
        case .foldOfNothing:
            self.init(.badResponse, "\(origin) answered with a header section that begins with white space")
        case .codingOfOldVersion:
            self.init(.badResponse, "\(origin) answered in HTTP/1.0 with a Transfer-Encoding, which it has not")
        case .namelessHeader:
            self.init(.badResponse, "\(origin) answered with a header that has no name")
        case .severalCodings:
            self.init(
                .badResponse,
                "\(origin) answered with a body that is encoded several times, or by a transfer coding other than chunked"
            )
        case .unknownCoding(let name):
            self.init(
                .badResponse,
                "\(origin) answered with the content coding `\(name)`; gzip, deflate and br can be decoded")
        case .switchedProtocols:
            self.init(.badResponse, "\(origin) answered 101 Switching Protocols, which it was not asked to")
        case .version:
            self.init(.badResponse, "\(origin) did not answer in HTTP/1.1")
        case .chunks(let defect):
            self.init(.badResponse, "\(origin) answered in chunks \(defect.explanation)")
        case .content(_, .outOfMemory):
            self.init(.overloaded, "no memory to decode the body from \(origin)")
        case .content(let coding, let error):
            self.init(.badResponse, "the body from \(origin) \(error.explanation(of: coding))")
        }
    }
}
