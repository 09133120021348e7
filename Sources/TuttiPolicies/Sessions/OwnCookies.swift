package import HTTPTypes

/// The cookies that are the gateway's own: services neither get nor set them, whatever the files pass on.
package struct OwnCookies: Sendable {
    private let names: [String]

    /// Cookies of these names; nil for none.
    package init?(_ names: [String]) {
        guard !names.isEmpty else { return nil }
        self.names = names
    }

    /// A `Cookie` header without them; nil where nothing is left.
    package func line(without line: String) -> String? {
        CookieList.line(line, without: names)
    }

    /// Takes what a service has a browser keep under one of the names out of its headers.
    package func removeSet(from headers: inout [HTTPField]) {
        guard headers.contains(where: { $0.name == .setCookie }) else { return }
        headers.removeAll { $0.name == .setCookie && name(setBy: $0.value) != nil }
    }

    /// Which of the names a value of `Set-Cookie` has, as browsers read it (RFC 6265bis, 5.6): white space around a name is none of it, and a
    /// cookie without a name is sent back as its value alone.
    package func name(setBy value: String) -> String? {
        let pair = value.utf8.prefix { $0 != UInt8(ascii: ";") }
            .drop { ASCII.isSpace($0) || $0 == UInt8(ascii: "=") }
        let name = ASCII.trimmed(Substring(pair.prefix { $0 != UInt8(ascii: "=") }))
        return names.first { ASCII.equal($0, name) }
    }
}
