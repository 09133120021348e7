/// What a request is for: the path and the query of its target (RFC 9112, 3.2).
struct RequestTarget: Equatable {
    /// The path as the client sent it; `*` for `OPTIONS *`.
    let path: Substring
    /// The query without its `?`; empty without one.
    let query: Substring

    /// Host and port of an absolute form; nil in the others.
    let authority: Substring?

    /// Reads a target in origin form, absolute form or, if the method is OPTIONS, asterisk form.
    init(_ text: String, isOptions: Bool) throws(Refusal) {
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }) else {
            throw .malformed("The request target has a character that must be percent-encoded, or a fragment.")
        }
        if text == "*" {
            guard isOptions else { throw .malformed("The target '*' is for OPTIONS alone.") }
            path = "*"
            query = ""
            authority = nil
            return
        }
        let (authority, rest) = try Self.parts(text)
        self.authority = authority
        let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        let path = rest[..<mark]
        // An absolute form may have an empty path, which means `/` (RFC 9110, 4.2.3).
        self.path = path.isEmpty ? "/" : path
        query = mark == rest.endIndex ? "" : rest[rest.utf8.index(after: mark)...]
    }

    /// The authority of an absolute form, and what follows it; a target in origin form as it is.
    private static func parts(_ text: String) throws(Refusal) -> (authority: Substring?, rest: Substring) {
        guard text.utf8.first != UInt8(ascii: "/") else { return (nil, text[...]) }
        for scheme: StaticString in ["http://", "https://"] {
            let length = scheme.utf8CodeUnitCount
            guard HeaderSurvey.equal(text.prefix(length), scheme) else { continue }
            let rest = text.dropFirst(length)
            let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") } ?? rest.endIndex
            guard end != rest.startIndex else { break }
            guard Authority(rest[..<end]) != nil else {
                throw .malformed("The host of the request target is not a host name with an optional port.")
            }
            return (rest[..<end], rest[end...])
        }
        throw .malformed("The request target must begin with '/', or with 'http://' and a host.")
    }
}
