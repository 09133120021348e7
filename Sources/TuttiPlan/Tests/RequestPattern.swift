internal import TuttiExpressions

/// To which requests to a service a line of a test applies: `GET /users/*?page=2`, or `*` for all of them.
///
/// Paths and queries are compared percent-decoded. A `*` stands for any run of characters within one segment of the path, or within
/// one value of the query; `%2A` is the star itself. The URL of an instance applies to all requests that go there.
package struct RequestPattern: Sendable, CustomStringConvertible {
    /// The pattern as the file has it.
    package let description: String

    private let method: String?
    private let segments: [Glob]
    private let query: [Parameter]?
    /// Scheme, host and port of the only instance that it applies to; nil for all of them.
    private let instance: String?

    private struct Parameter: Sendable {
        let name: String
        let value: Glob
    }

    /// Every request.
    package static let every = RequestPattern()

    private init() {
        description = "*"
        method = nil
        segments = []
        query = nil
        instance = nil
    }

    /// All requests to the instance with that scheme, host and port: `http://a:80`.
    package init(instance: String) {
        description = instance
        method = nil
        segments = []
        query = nil
        self.instance = instance
    }

    /// The requests of a method to a path; if the target has a query, only those with exactly its parameters, in any order.
    package init(method: String, target: String) {
        description = "\(method) \(target)"
        self.method = method
        instance = nil
        let (path, query) = Self.parts(of: target)
        segments = path.split(separator: "/", omittingEmptySubsequences: false).map { Glob($0) }
        self.query = query.map { query in
            Self.parameters(of: query).map { Parameter(name: Self.decoded($0.name), value: Glob($0.value)) }
        }
    }

    /// Whether the pattern applies to a request; `origin` is scheme, host and port of the instance that it goes to.
    package func matches(method: String, target: String, origin: String = "") -> Bool {
        if let instance { return instance == origin }
        guard let wanted = self.method else { return true }
        let (path, query) = Self.parts(of: target)
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted == method, segments.count == self.segments.count,
            zip(self.segments, segments).allSatisfy({ $0.matches(Self.decoded($1)) })
        else { return false }
        return matches(query: Self.parameters(of: query ?? ""))
    }

    /// Smaller is more specific: an instance first, no wildcard before one, a query before none, `*` last.
    package var rank: Int {
        if instance != nil { return -1 }
        guard method != nil else { return 4 }
        let hasWildcard = segments.contains(where: \.hasWildcard) || query?.contains { $0.value.hasWildcard } == true
        return (hasWildcard ? 2 : 0) + (query == nil ? 1 : 0)
    }

    private func matches(query given: [(name: String, value: String)]) -> Bool {
        guard let query else { return true }
        guard query.count == given.count else { return false }
        var left = given.map { (name: Self.decoded($0.name), value: Self.decoded($0.value)) }
        // Exact values are matched first; wildcards get the parameters that are left.
        for wanted in query.filter({ !$0.value.hasWildcard }) + query.filter(\.value.hasWildcard) {
            let place = left.firstIndex { $0.name == wanted.name && wanted.value.matches($0.value) }
            guard let place else { return false }
            left.remove(at: place)
        }
        return true
    }

    private static func parts(of target: String) -> (path: Substring, query: Substring?) {
        guard let mark = target.firstIndex(of: "?") else { return (target[...], nil) }
        return (target[..<mark], target[target.index(after: mark)...])
    }

    /// Names and values, still percent-encoded; a `+`, which is a space in a query, has become one.
    private static func parameters(of query: some StringProtocol) -> [(name: String, value: String)] {
        query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
            let bytes = pair.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
            let equals = bytes.firstIndex(of: UInt8(ascii: "=")) ?? bytes.endIndex
            return (
                String(decoding: bytes[..<equals], as: UTF8.self),
                String(decoding: bytes[equals...].dropFirst(), as: UTF8.self)
            )
        }
    }

    /// A text without its percent-encoding; text that is not encoded properly stays as it is.
    fileprivate static func decoded(_ text: some StringProtocol) -> String {
        PercentEncoding.decoded(String(text)) ?? String(text)
    }
}

/// Encoded text in which `*` stands for any run of characters.
private struct Glob: Sendable {
    /// What stands between the stars, decoded; one piece without a star.
    private let pieces: [String]

    init(_ text: some StringProtocol) {
        pieces = text.split(separator: "*", omittingEmptySubsequences: false).map { RequestPattern.decoded($0) }
    }

    var hasWildcard: Bool { pieces.count > 1 }

    /// Whether a decoded text matches.
    func matches(_ text: String) -> Bool {
        guard let first = pieces.first, let last = pieces.last, hasWildcard else { return pieces == [text] }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let found = rest.firstRange(of: piece) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
