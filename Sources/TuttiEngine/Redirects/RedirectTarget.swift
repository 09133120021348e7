internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiUpstream

/// Where a redirect leads: `Location` resolved against the target of its request (RFC 9110, 10.2.2; RFC 3986, 5.2).
struct RedirectTarget: Equatable {
    var origin: UpstreamOrigin
    /// Path and query in origin form.
    var target: String

    /// An origin, and path and query.
    init(origin: UpstreamOrigin, target: String) {
        self.origin = origin
        self.target = target
    }

    /// The longest `Location` that is followed, in bytes.
    private static let limit = 8 << 10

    /// Resolves a `Location`; nil for what is no URL of `http` or `https`, has a user, a host that is no ASCII name, or characters
    /// that no URL has, or was not UTF-8, and holds U+FFFD in place of the unknown bytes.
    init?(location: String, origin base: UpstreamOrigin, target baseTarget: String) {
        guard location.utf8.count <= Self.limit, location.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C }),
            !location.unicodeScalars.contains("\u{FFFD}")
        else { return nil }
        var rest = location.prefix { $0 != "#" }
        var scheme = base.scheme
        let word = rest.prefix { $0 != ":" && !"/?".contains($0) }
        let isAbsolute = rest.dropFirst(word.count).first == ":"
        if isAbsolute {
            guard let named = UpstreamOrigin.Scheme(rawValue: word.lowercased()),
                rest.dropFirst(word.count + 1).hasPrefix("//")
            else { return nil }
            scheme = named
            rest = rest.dropFirst(word.count + 1)
        }
        if rest.hasPrefix("//") {
            let authority = rest.dropFirst(2).prefix { !"/?".contains($0) }
            guard let origin = UpstreamOrigin(scheme, authority: authority) else { return nil }
            self.origin = origin
            rest = rest.dropFirst(2 + authority.count)
        } else {
            origin = base
        }
        let path = rest.prefix { $0 != "?" }
        var query = rest.dropFirst(path.count)
        let basePath = baseTarget.prefix { $0 != "?" }
        let merged: String
        if path.hasPrefix("/") || rest.startIndex != location.startIndex {
            merged = path.hasPrefix("/") ? String(path) : "/"
        } else if path.isEmpty {
            merged = String(basePath)
            if query.isEmpty { query = baseTarget.dropFirst(basePath.count) }
        } else {
            merged = String(basePath.prefix(through: basePath.lastIndex(of: "/") ?? basePath.startIndex)) + path
        }
        let clean = Self.withoutDotSegments(merged)
        guard !DotSegment.isIn(clean) else { return nil }
        target = Self.ascii(clean + query)
    }

    /// RFC 3986, 5.2.4, of a path that begins with `/`.
    private static func withoutDotSegments(_ path: String) -> String {
        var segments: [Substring] = []
        let all = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in all.enumerated() {
            switch segment {
            case ".", "..":
                if segment == "..", !segments.isEmpty { segments.removeLast() }
                if index == all.count - 1 { segments.append("") }
            default: segments.append(segment)
            }
        }
        return "/" + segments.joined(separator: "/")
    }

    /// Percent-encodes characters beyond ASCII, which some services write as they are.
    private static func ascii(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        return text.utf8.map { $0 < 0x80 ? String(UnicodeScalar($0)) : "%" + String($0, radix: 16, uppercase: true) }
            .joined()
    }
}

extension UpstreamOrigin {
    /// The origin of a scheme and `host[:port]`; nil with a user, or a host that is no ASCII name and no IP literal.
    fileprivate init?(_ scheme: Scheme, authority: Substring) {
        guard let parts = HostAndPort(authority) else { return nil }
        var port = scheme.standardPort
        if let digits = parts.port, !digits.isEmpty {
            guard let given = Int(digits), (1...65_535).contains(given) else { return nil }
            port = given
        }
        self.init(scheme: scheme, host: parts.host.lowercased(), port: port)
    }
}
