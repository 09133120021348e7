internal import TuttiExpressions

/// The path of a request as it was sent, in segments: what is forwarded, byte for byte.
///
/// Slashes are never merged and nothing is decoded; its segments are those by which requests are routed.
package struct RawPath {
    private let path: Substring

    /// A path that begins with `/`.
    package init(_ path: Substring) {
        self.path = path
    }

    /// All of it.
    package var text: String { String(path) }

    /// What is left behind so many segments: it begins with `/`, and is empty where nothing is left.
    ///
    /// Behind two segments of `/api/orders/a%2Fb//c` that is `/a%2Fb//c`, of `/api/orders/` it is `/`, of `/api/orders` nothing.
    package func dropping(_ segments: Int) -> Substring {
        // Also the path of no segments has a slash.
        guard segments > 0 else { return path == "/" ? "" : path }
        var slashes = 0
        let end = path.utf8.firstIndex { byte in
            if byte == UInt8(ascii: "/") { slashes += 1 }
            return slashes > segments
        }
        return end.map { path[$0...] } ?? ""
    }

    /// Why a path is not forwarded, although it says clearly enough what takes it.
    package enum Defect: Equatable {
        /// A segment `.` or `..` in a spelling that the service may take for one.
        case dotSegment
        /// A `%2F` or `%5C`, which the service may take for a slash, where the route doesn't allow it.
        case encodedSlash
        /// A character that no path may have (RFC 3986, 3.3), but in its encoded form: `\\` for instance, which some take for a slash.
        case character

        /// The defect in plain words.
        package var message: String {
            switch self {
            case .dotSegment: "The path has a segment '.' or '..', in one spelling or another."
            case .encodedSlash: "The path has an encoded slash, %2F or %5C, which is not passed on here."
            case .character: "The request target has a character that must be percent-encoded."
            }
        }
    }

    private static func isOfPath(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "?"), UInt8(ascii: "#"): false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    /// What keeps the path from being forwarded; nil if nothing does.
    package func defect(allowsEncodedSlashes: Bool) -> Defect? {
        var isPlain = true
        for byte in path.utf8 {
            guard Self.isOfPath(byte) else { return .character }
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: ".") { isPlain = false }
        }
        // Most paths have neither, and so nothing of the following.
        guard !isPlain else { return nil }
        let bytes = Array(path.utf8)
        if DotSegment.isIn(bytes) { return .dotSegment }
        guard !allowsEncodedSlashes else { return nil }
        let hasSlash = bytes.indices.contains { index in
            guard bytes[index] == UInt8(ascii: "%"), bytes.count - index > 2 else { return false }
            switch (bytes[index + 1], bytes[index + 2]) {
            case (UInt8(ascii: "2"), UInt8(ascii: "F")), (UInt8(ascii: "2"), UInt8(ascii: "f")),
                (UInt8(ascii: "5"), UInt8(ascii: "C")), (UInt8(ascii: "5"), UInt8(ascii: "c")):
                return true
            default: return false
            }
        }
        return hasSlash ? .encodedSlash : nil
    }
}
