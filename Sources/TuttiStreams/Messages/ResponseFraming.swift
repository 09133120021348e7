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
        for index in headers.indices {
            // The length of a name rules most out, without a look at it.
            switch headers[index].name.canonicalName.utf8.count {
            case 14 where headers[index].name == .contentLength:
                guard length == nil, let value = Self.number(headers[index].value) else { throw .length }
                length = value
            case 17 where headers[index].name == .transferEncoding:
                guard !isChunked, !isOld, headers[index].value.lowercased() == "chunked" else {
                    throw .transferCoding
                }
                isChunked = true
            case 10 where headers[index].name == .connection:
                closes = closes || Self.saysClose(headers[index].value)
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

    /// Whether one of the options of `Connection` is `close` (RFC 9110, 5.6.1 and 7.6.1).
    private static func saysClose(_ options: String) -> Bool {
        options.utf8.split(separator: UInt8(ascii: ",")).contains { option in
            let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
            var option = option.drop(while: isSpace)
            while let last = option.last, isSpace(last) { option.removeLast() }
            return option.count == 5 && option.elementsEqual("close".utf8) { $0 | 0x20 == $1 }
        }
    }

    /// A number of decimal digits alone; nil of anything else, and of one that is too large to count.
    private static func number(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        return Int(text)
    }
}
