/// A URI or a reference that is relative to one, taken apart and resolved as RFC 3986 has it (5.2).
struct URIReference {
    private var scheme: String?
    private var authority: String?
    private var path: String
    private var query: String?
    /// What stands behind the `#`, without percent-encoding; nil where there is none.
    private(set) var fragment: String?

    /// Takes a reference apart (RFC 3986, appendix B); any text is one.
    init(_ text: String) {
        var rest = Substring(text)
        if let hash = rest.firstIndex(of: "#") {
            fragment = Self.decoded(rest[rest.index(after: hash)...])
            rest = rest[..<hash]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = String(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), !rest[..<colon].isEmpty,
            !rest[..<colon].utf8.contains(UInt8(ascii: "/"))
        {
            scheme = rest[..<colon].lowercased()
            rest = rest[rest.index(after: colon)...]
        }
        if rest.utf8.starts(with: "//".utf8) {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            authority = String(rest[..<end])
            rest = rest[end...]
        }
        path = String(rest)
    }

    /// Whether it has a fragment, or nothing at all.
    var isFragment: Bool { scheme == nil && authority == nil && path.isEmpty && query == nil }

    /// The text of it without fragment.
    var withoutFragment: String {
        (scheme.map { $0 + ":" } ?? "") + (authority.map { "//" + $0 } ?? "") + path + (query.map { "?" + $0 } ?? "")
    }

    /// The reference as seen from a base.
    func resolved(against base: String) -> URIReference {
        var result = self
        guard scheme == nil else { return result.withoutDots() }
        let base = URIReference(base)
        result.scheme = base.scheme
        guard authority == nil else { return result.withoutDots() }
        result.authority = base.authority
        guard !path.isEmpty else {
            result.path = base.path
            result.query = query ?? base.query
            return result
        }
        if path.utf8.first != UInt8(ascii: "/") {
            if let slash = base.path.lastIndex(of: "/") {
                result.path = base.path[...slash] + path
            } else if base.authority != nil {
                result.path = "/" + path
            }
        }
        return result.withoutDots()
    }

    /// Without `.` and `..` (5.2.4).
    private func withoutDots() -> URIReference {
        guard path.utf8.contains(UInt8(ascii: "/")) else { return self }
        var result = self
        var segments: [Substring] = []
        let parts = path.split(separator: "/" as Character, omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { segments.append("") }
            case "..":
                if segments.count > 1 || segments.first?.isEmpty == false { segments.removeLast() }
                if isLast { segments.append("") }
            default: segments.append(part)
            }
        }
        result.path = segments.joined(separator: "/")
        return result
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        let source = Array(text.utf8)
        var index = 0
        while index < source.count {
            if source[index] == UInt8(ascii: "%"), index + 2 < source.count,
                let high = digit(source[index + 1]), let low = digit(source[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(source[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
