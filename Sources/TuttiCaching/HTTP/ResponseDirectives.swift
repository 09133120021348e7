package import HTTPTypes
internal import TuttiPolicies

/// What a response says of its caching, as a shared cache reads it (RFC 9111, 5.2.2; RFC 5861; RFC 8246).
package struct ResponseDirectives: Sendable, Equatable {
    /// Whom a directive with an optional list of fields concerns.
    package enum Reach: Sendable, Equatable {
        /// Nothing: it isn't there.
        case nothing
        /// Only these fields, whose names are in lower case.
        case fields([String])
        /// The whole response.
        case all
    }

    /// `no-store`.
    package var noStore = false
    /// `private`.
    package var isPrivate = Reach.nothing
    /// `no-cache`.
    package var noCache = Reach.nothing
    /// `must-revalidate`.
    package var mustRevalidate = false
    /// `proxy-revalidate`.
    package var proxyRevalidate = false
    /// `public`.
    package var isPublic = false
    /// `must-understand`.
    package var mustUnderstand = false
    /// `immutable`.
    package var isImmutable = false
    /// `max-age`, in seconds; zero if it can't be read, since a response with such a value is stale (4.2.1).
    package var maxAge: Int64?
    /// `s-maxage`, in the same way.
    package var sharedMaxAge: Int64?
    /// `stale-while-revalidate`, in seconds.
    package var staleWhileRevalidate: Int64?
    /// `stale-if-error`, in seconds.
    package var staleIfError: Int64?

    /// None.
    package init() {}

    /// Reads `Cache-Control`.
    ///
    /// Of a directive that is there more than once the first one counts, of flags all.
    package init(_ list: DirectiveList) {
        // Nobody knows what the rest says.
        noStore = list.isCutOff
        for directive in list.directives {
            let value = directive.isMalformed ? nil : directive.value
            switch directive.name {
            case "max-age": maxAge = maxAge ?? Self.lifetime(value)
            case "s-maxage": sharedMaxAge = sharedMaxAge ?? Self.lifetime(value)
            case "stale-while-revalidate":
                staleWhileRevalidate = staleWhileRevalidate ?? value.flatMap(DeltaSeconds.read) ?? 0
            case "stale-if-error": staleIfError = staleIfError ?? value.flatMap(DeltaSeconds.read) ?? 0
            case "private": Self.widen(&isPrivate, by: directive.value)
            case "no-cache": Self.widen(&noCache, by: directive.value)
            default: set(directive.name)
            }
        }
    }

    /// Reads a targeted field (RFC 9213, 2.2): a dictionary of structured values.
    ///
    /// A value of another kind than the directive has counts
    /// as none, but where it would allow more.
    package init(_ members: [StructuredDictionary.Member]) {
        for member in members {
            switch member.name {
            case "max-age": maxAge = Self.seconds(member.value) ?? 0
            case "s-maxage": sharedMaxAge = Self.seconds(member.value) ?? 0
            case "stale-while-revalidate": staleWhileRevalidate = Self.seconds(member.value) ?? 0
            case "stale-if-error": staleIfError = Self.seconds(member.value) ?? 0
            case "private" where member.value != .boolean(false): Self.widen(&isPrivate, by: Self.text(member.value))
            case "no-cache" where member.value != .boolean(false): Self.widen(&noCache, by: Self.text(member.value))
            default: if member.value == .boolean(true) { set(member.name) }
            }
        }
    }

    /// What a response says: the first targeted field that can be read counts alone, else `Cache-Control` does.
    ///
    /// - Parameters:
    ///   - fields: the headers of the response.
    ///   - targets: the names of targeted fields, the most specific first.
    /// - Returns: the directives, and whether they are of a targeted field: then `Expires` doesn't count either.
    package static func read(_ fields: [HTTPField], targets: [HTTPField.Name]) -> (Self, isTargeted: Bool) {
        for target in targets {
            let values = fields.compactMap { $0.name == target ? $0.value : nil }
            guard !values.isEmpty, let members = StructuredDictionary.read(values), !members.isEmpty else { continue }
            return (Self(members), true)
        }
        return (Self(DirectiveList(.cacheControl, of: fields)), false)
    }

    /// Has the file say how long a response is fresh: what the service says of that doesn't count.
    mutating func fix(_ lifetime: Int64) {
        maxAge = lifetime
        sharedMaxAge = nil
        staleWhileRevalidate = nil
        staleIfError = nil
        mustRevalidate = false
        proxyRevalidate = false
        if noCache == .all { noCache = .nothing }
    }

    private mutating func set(_ name: String) {
        switch name {
        case "no-store": noStore = true
        case "must-revalidate": mustRevalidate = true
        case "proxy-revalidate": proxyRevalidate = true
        case "public": isPublic = true
        case "must-understand": mustUnderstand = true
        case "immutable": isImmutable = true
        default: break
        }
    }

    private static func lifetime(_ value: String?) -> Int64 { value.flatMap(DeltaSeconds.read) ?? 0 }

    private static func seconds(_ value: StructuredDictionary.Value) -> Int64? {
        if case .integer(let number) = value, number >= 0 { min(number, DeltaSeconds.most) } else { nil }
    }

    private static func text(_ value: StructuredDictionary.Value) -> String? {
        if case .string(let text) = value { text } else { nil }
    }

    private static func widen(_ reach: inout Reach, by list: String?) {
        guard let list, reach != .all else {
            reach = .all
            return
        }
        var names = ListMembers(list).map { String(decoding: $0.utf8.map(ASCII.lowercased), as: UTF8.self) }
        if case .fields(let others) = reach { names = others + names }
        reach = names.isEmpty ? .all : .fields(names)
    }
}
