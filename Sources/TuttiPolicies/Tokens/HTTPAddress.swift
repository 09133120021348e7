/// The address of a request, without query and fragment, in the one spelling that stands for all that mean the same (RFC 3986, 6.2.2 and
/// 6.2.3).
struct HTTPAddress: Sendable, Equatable {
    private let isSecure: Bool
    private let host: String
    private let port: Int
    private let path: [UInt8]

    /// The address that a text names; nil for what is none of `http` or `https`.
    init?(_ text: String) {
        let scheme = text.utf8.prefix(8).map(ASCII.lowercased)
        let isSecure = scheme.starts(with: Array("https://".utf8))
        guard isSecure || scheme.starts(with: Array("http://".utf8)) else { return nil }
        let rest = text.utf8.dropFirst(isSecure ? 8 : 7)
        let ends = [UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#")]
        let authority = rest.prefix { !ends.contains($0) }
        let path = rest[authority.endIndex...].prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        self.init(isSecure: isSecure, authority: String(Substring(authority)), path: String(Substring(path)))
    }

    /// The address of these parts; nil where the authority is none.
    init?(isSecure: Bool, authority: String, path: String) {
        guard let parsed = RequestHost(authority[...]), let path = Self.normalized(path) else { return nil }
        self.isSecure = isSecure
        port = parsed.port ?? (isSecure ? 443 : 80)
        let lower = Array(authority.utf8.map(ASCII.lowercased))
        // What is behind the last colon is the port, unless it stands in brackets.
        var end = lower.count
        if let colon = lower.lastIndex(of: UInt8(ascii: ":")), !lower[colon...].contains(UInt8(ascii: "]")) {
            end = colon
        }
        host = String(decoding: lower[..<end], as: UTF8.self)
        self.path = path
    }

    /// A path with percent signs only where they are needed, and without `.` and `..`; nil for one with a percent sign that is none.
    private static func normalized(_ path: String) -> [UInt8]? {
        let bytes = Array(path.utf8)
        guard bytes.isEmpty || bytes[0] == UInt8(ascii: "/") else { return nil }
        var plain: [UInt8] = []
        var place = 0
        while place < bytes.count {
            guard bytes[place] == UInt8(ascii: "%") else {
                plain.append(bytes[place])
                place += 1
                continue
            }
            guard place + 2 < bytes.count, let high = digit(bytes[place + 1]), let low = digit(bytes[place + 2]) else {
                return nil
            }
            let byte = high << 4 | low
            if ASCII.isLetter(byte) || ASCII.isDigit(byte) || "-._~".utf8.contains(byte) {
                plain.append(byte)
            } else {
                plain += [UInt8(ascii: "%"), upper(high), upper(low)]
            }
            place += 3
        }
        var segments: [ArraySlice<UInt8>] = []
        let parts = plain.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case [UInt8(ascii: ".")]: if isLast { segments.append([]) }
            case [UInt8(ascii: "."), UInt8(ascii: ".")]:
                _ = segments.popLast()
                if isLast { segments.append([]) }
            default: segments.append(part)
            }
        }
        return [UInt8(ascii: "/")] + segments.joined(separator: [UInt8(ascii: "/")])
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    private static func upper(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "A") + digit - 10
    }
}
