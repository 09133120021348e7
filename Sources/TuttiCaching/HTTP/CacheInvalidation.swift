package import HTTPTypes
internal import TuttiPolicies

/// What the response to an unsafe request makes invalid (RFC 9111, 4.4; RFC 9875, 3).
package struct CacheInvalidation: Sendable, Equatable {
    /// Paths with their queries, as they are asked for at the service.
    package let targets: [String]
    /// Groups of responses.
    package let groups: [String]

    /// What a response makes invalid; nil for nothing: the method is safe, or the response says that nothing was done.
    ///
    /// - Parameters:
    ///   - method: the request's.
    ///   - target: the path and the query that were asked for.
    ///   - authorities: how the service is called, by clients and by the gateway: only URIs there are of the same origin.
    ///   - status: the response's.
    ///   - fields: the response's headers.
    package init?(
        method: HTTPRequest.Method, target: String, authorities: [String], status: Int, fields: [HTTPField]
    ) {
        guard !CacheRequest.isSafe(method), (200...399).contains(status) else { return nil }
        var targets = [target]
        for field in fields where field.name == .location || field.name == .contentLocation {
            guard targets.count < 8,
                let other = Self.resolve(field.value, against: target, authorities: authorities),
                !targets.contains(other)
            else { continue }
            targets.append(other)
        }
        self.targets = targets
        groups = CacheTags.groups(.cacheGroupInvalidation, of: fields)
    }

    /// The path and the query of a reference; nil for one that leads to another origin, or is none (RFC 3986, 5.2).
    static func resolve(_ reference: String, against base: String, authorities: [String]) -> String? {
        let reference = ASCII.trimmed(Substring(reference.utf8.prefix { $0 != UInt8(ascii: "#") }))
        guard reference.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        var rest = reference
        for scheme in ["http:", "https:"]
        where ASCII.equalIgnoringCase(Substring(rest.utf8.prefix(scheme.utf8.count)), scheme) {
            rest = Substring(rest.utf8.dropFirst(scheme.utf8.count))
            guard rest.utf8.starts(with: "//".utf8) else { return nil }
            break
        }
        if rest.utf8.starts(with: "//".utf8) {
            let authority = rest.utf8.dropFirst(2).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
            guard authorities.contains(where: { ASCII.equalIgnoringCase(Substring(authority), $0) }) else {
                return nil
            }
            rest = Substring(rest.utf8[authority.endIndex...])
            return rest.utf8.first == UInt8(ascii: "/") ? withoutDots(rest) : withoutDots("/\(rest)")
        }
        let basePath = base.utf8.prefix { $0 != UInt8(ascii: "?") }
        switch rest.utf8.first {
        case nil: return base
        case UInt8(ascii: "/")?: return withoutDots(rest)
        case UInt8(ascii: "?")?: return String(Substring(basePath)) + rest
        default:
            // Another scheme.
            let segment = rest.utf8.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
            guard !segment.contains(UInt8(ascii: ":")) else { return nil }
            guard let slash = basePath.lastIndex(of: UInt8(ascii: "/")) else { return nil }
            return withoutDots(Substring(basePath[...slash]) + rest)
        }
    }

    /// A path without `.` and `..`, and its query as it is (5.2.4).
    private static func withoutDots(_ target: Substring) -> String {
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") }
        let query = Substring(target.utf8[path.endIndex...])
        var segments: [Substring] = []
        let parts = path.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { segments.append("") }
            case "..":
                if segments.count > 1 { segments.removeLast() }
                if isLast { segments.append("") }
            default: segments.append(part)
            }
        }
        return segments.joined(separator: "/") + query
    }
}
