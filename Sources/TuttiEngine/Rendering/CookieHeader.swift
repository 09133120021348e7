internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// The one `Cookie` header of a call that has `cookies`: these, those of its `headers`, and the client's where they are forwarded.
///
/// A cookie of `cookies` replaces all others of its name, even when it is null and none is sent.
struct CookieHeader: Sendable {
    private let cookies: [CookieTemplate]
    /// The cookies of a `Cookie` among the call's `headers`.
    private let written: String
    /// Whether the client's cookies are passed on as well.
    let isForwarded: Bool

    /// The client's cookies that stay behind.
    private let ownCookies: OwnCookies?

    /// Whether there are no `cookies`.
    var isEmpty: Bool { cookies.isEmpty }

    /// The header of a call with these cookies; removes `Cookie` from the headers that are sent with each request.
    init(_ cookies: [CookieTemplate], headers: inout [HTTPField], forwards: Bool, without ownCookies: OwnCookies?) {
        self.cookies = cookies
        self.ownCookies = ownCookies
        isForwarded = forwards && !cookies.isEmpty
        guard !cookies.isEmpty else {
            written = ""
            return
        }
        written = Self.joined(headers.filter { $0.name == .cookie }.map(\.value), without: cookies)
        headers.removeAll { $0.name == .cookie }
    }

    /// The header's value (RFC 6265, 5.4); nil when no cookie is left.
    func value(in scope: Scope, client: ClientRequest) throws(RenderingFailure) -> String? {
        var parts = [written]
        if isForwarded, !client.connectionOptions.contains("cookie") {
            var lines = client.headers.values(named: "cookie")
            if let ownCookies { lines = lines.compactMap { ownCookies.line(without: $0) } }
            parts.append(Self.joined(lines, without: cookies))
        }
        parts.append(try cookies.fieldValue(in: scope) ?? "")
        let text = parts.filter { !$0.isEmpty }.joined(separator: "; ")
        return text.isEmpty ? nil : text
    }

    /// The cookies of some headers, without those of these names.
    private static func joined(_ values: [String], without cookies: [CookieTemplate]) -> String {
        // By bytes: a combining mark behind a semicolon makes another character of it, and no other byte.
        let pairs = values.flatMap { $0.utf8.split(separator: UInt8(ascii: ";")) }
            .map(trimmed)
            .filter { isNone(of: cookies, $0) }
        return pairs.map { String(Substring($0)) }.joined(separator: "; ")
    }

    /// Whether no service can read one of these cookies in a pair.
    ///
    /// Services ignore white space around a name, and some begin a new cookie at white space or at a comma inside of a pair
    /// (Python's `http.cookies`, RFC 2109). What is in front of the first `=` must be a name (RFC 6265, 4.1.1): how a
    /// service reads anything else is not known.
    private static func isNone(of cookies: [CookieTemplate], _ pair: Substring.UTF8View) -> Bool {
        let parts = pair.split(separator: UInt8(ascii: "="), omittingEmptySubsequences: false)
        guard let first = parts.first, HTTPField.Name(String(Substring(trimmed(first)))) != nil else { return false }
        let beforeEquals = parts.count == 1 ? parts[...] : parts.dropLast()
        return beforeEquals.allSatisfy { part in
            let name = part.split { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: ",") }.last
            return name.map { name in !cookies.contains { $0.name.utf8.elementsEqual(name) } } ?? true
        }
    }

    /// Without spaces and tabs around it.
    private static func trimmed(_ bytes: Substring.UTF8View) -> Substring.UTF8View {
        let isAround = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        var bytes = bytes.drop(while: isAround)
        while let last = bytes.last, isAround(last) { bytes.removeLast() }
        return bytes
    }
}
