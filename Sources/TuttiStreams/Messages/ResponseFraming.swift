internal import HTTPTypes

/// Where the body of a response ends, and whether the connection lives on (RFC 9112, 6.3 and 9.3).
///
/// What two readers could understand differently is refused (RFC 9112, 11.1): a service behind a cache or another proxy could pass
/// a response of its own making off as the next one.
struct ResponseFraming: Equatable {
    /// What marks the end of the body.
    enum End: Equatable {
        /// There is no body.
        case none
        /// So many bytes.
        case counted(Int)
        /// The last chunk.
        case chunked
        /// The end of the connection.
        case close
    }

    /// What marks the end of the body.
    let end: End
    /// The length that the head names, of a body that follows or of the one that a GET would have had.
    let length: Int?
    /// Whether the connection may carry another request.
    let keepsAlive: Bool

    /// Reads the framing of a response.
    ///
    /// - Parameters:
    ///   - status: 100 to 599.
    ///   - isOld: whether it came in HTTP/1.0.
    ///   - headers: the headers.
    ///   - isHead: whether the request was HEAD.
    /// - Throws: what is wrong with it.
    init(status: Int, isOld: Bool, headers: [HTTPField], isHead: Bool) throws(ResponseDefect) {
        var length: Int?
        var isChunked = false
        var closes = isOld
        for header in headers {
            switch header.name {
            case .contentLength:
                guard length == nil, let value = Self.number(header.value) else { throw .length }
                length = value
            case .transferEncoding:
                guard !isChunked, !isOld, header.value.lowercased() == "chunked" else { throw .transferCoding }
                isChunked = true
            case .connection:
                let options = header.value.lowercased().split(separator: ",")
                closes = closes || options.contains { $0.trimmed == "close" }
            default: break
            }
        }
        guard !isChunked || length == nil else { throw .length }
        let isBodiless = status < 200 || status == 204
        // RFC 9110, 8.6, and RFC 9112, 6.1: neither may be there. A length of 0 changes nothing, and some send it.
        guard !isBodiless || !isChunked && length ?? 0 == 0 else { throw .length }

        if isBodiless || status == 304 || isHead {
            end = .none
            self.length = isBodiless ? 0 : length
        } else if isChunked {
            end = .chunked
            self.length = nil
        } else if let length {
            end = .counted(length)
            self.length = length
        } else {
            end = .close
            self.length = nil
        }
        keepsAlive = !closes && end != .close
    }

    /// A number of decimal digits alone; nil of anything else, and of one that is too large to count.
    private static func number(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text)
    }
}

extension Substring {
    /// Without white space around it (RFC 9110, 5.6.3).
    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
