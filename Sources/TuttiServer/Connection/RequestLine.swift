internal import NIOCore

/// Follows the bytes of a request line, for what the decoder does not say: how long it is, and whether its version is higher than 1.1.
struct RequestLine {
    private static let version = Array(" HTTP/1.".utf8)

    /// How many bytes it has so far, without its line feed.
    private var length = 0
    /// How many bytes of ` HTTP/1.` were the last ones, of a line that comes in pieces.
    private var matched = 0

    /// Takes note of a part of the line, up to and without its line feed if `isEnd`.
    ///
    /// - Returns: where a digit stands that makes the version a higher one than 1.1. A request of a higher minor version is one
    ///   of the highest that is known (RFC 9110, 2.5), and the decoder knows 1.1.
    mutating func take(_ part: ByteBufferView, isEnd: Bool) -> Int? {
        let isWhole = isEnd && length == 0
        length += part.count
        guard !isWhole else {
            // Nearly always: the digit is the last byte before CR.
            guard part.count > 10, Self.isHigher(part[part.endIndex - 2]) else { return nil }
            let place = part.endIndex - 2
            return part[(place - Self.version.count)..<place].elementsEqual(Self.version) ? place : nil
        }
        var place: Int?
        for index in part.indices {
            let byte = part[index]
            if matched == Self.version.count, Self.isHigher(byte) { place = index }
            if matched < Self.version.count, byte == Self.version[matched] {
                matched += 1
            } else {
                matched = byte == UInt8(ascii: " ") ? 1 : 0
            }
        }
        return place
    }

    /// Whether it is a method, a target, a version and a line end, with single spaces between them (RFC 9112, 3).
    ///
    /// The decoder takes more than one; others who read the line may not.
    func consists(of method: String, _ target: String) -> Bool {
        length == method.utf8.count + target.utf8.count + " ".count + " HTTP/1.1".count + "\r".count
    }

    private static func isHigher(_ digit: UInt8) -> Bool {
        (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(digit)
    }
}
