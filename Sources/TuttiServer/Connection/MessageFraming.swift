/// How a request's body is delimited, once everything that two servers could read differently has been refused.
///
/// Such differences allow request smuggling (RFC 9112, 6.1 and 11.2), so nothing is repaired here.
struct MessageFraming: Equatable {
    /// The body's length: that of `Content-Length`, 0 without it, or unknown where the body comes in chunks.
    let length: BodyLength
    /// Whether the client waits for `100 Continue` before it sends the body.
    let awaitsContinue: Bool

    /// Reads the framing of a request; `knownHost` is a value of `Host` that is known to be one.
    init(_ headers: HeaderSurvey, isOld: Bool, knownHost: String? = nil) throws(Refusal) {
        switch headers.host.count {
        case 0 where isOld: break
        case 0: throw .malformed("An HTTP/1.1 request must have the header Host.")
        case 1:
            guard headers.host.value == knownHost || Authority(headers.host.value) != nil else {
                throw .malformed("The value of Host is not a host name with an optional port.")
            }
        default: throw .malformed("The header Host is there \(headers.host.count) times; send it once.")
        }

        if headers.transferCoding.count > 0 {
            guard headers.contentLength.count == 0 else {
                throw .malformed("Transfer-Encoding and Content-Length exclude each other; send one of them.")
            }
            guard !isOld else { throw .malformed("HTTP/1.0 has no Transfer-Encoding; send Content-Length.") }
            let codings = headers.transferCoding.value.split(separator: ",", omittingEmptySubsequences: false)
                .map(HeaderSurvey.trimmed)
            // RFC 9112, 6.3: where the body ends can't be told. Twice is the same: `chunked` is applied once.
            guard !codings.dropLast().contains(where: { HeaderSurvey.equal($0, "chunked") }) else {
                throw .malformed("Transfer-Encoding names 'chunked' once, and last.")
            }
            guard codings.count == 1, HeaderSurvey.equal(codings[0], "chunked") else {
                throw Refusal(
                    501, "Transfer coding not implemented", "The only transfer coding served is 'chunked', named once.",
                    closes: true)
            }
            length = .unknown
        } else {
            switch headers.contentLength.count {
            case 0: length = .known(0)
            case 1:
                let text = headers.contentLength.value
                guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else {
                    throw .malformed("Content-Length must be a decimal number of bytes.")
                }
                // A number over Int.max is a body over any bound.
                length = .known(Int(text) ?? .max)
            default: throw .malformed("Content-Length is there \(headers.contentLength.count) times; send it once.")
            }
        }

        // RFC 9110, 10.1.1: an expectation of an HTTP/1.0 client is ignored.
        guard headers.expectation.count > 0, !isOld else {
            awaitsContinue = false
            return
        }
        guard headers.expectation.count == 1, HeaderSurvey.equal(headers.expectation.value, "100-continue") else {
            throw Refusal(
                417, "Expectation failed", "The only expectation served is '100-continue'.", closes: true)
        }
        awaitsContinue = length != .known(0)
    }
}
