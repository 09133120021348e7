package import HTTPTypes

/// Headers that tell browsers to be careful, with the values of OWASP's Secure Headers Project where no others are given.
///
/// Not all of its list: `Content-Security-Policy`, `Permissions-Policy` and the `Cross-Origin-*-Policy` headers are for the authors of
/// pages, who know what theirs need.
package struct SecurityHeaders: Sendable, Equatable {
    /// For responses over any connection.
    package private(set) var always: [HTTPField] = fields([
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "deny"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Permitted-Cross-Domain-Policies", "none"),
    ])

    /// For responses over TLS, beside the others: browsers come back over TLS alone for a year, to all hosts under this one.
    ///
    /// In the clear it must not be sent (RFC 6797, 7.2).
    package private(set) var overTLS: [HTTPField] = fields([
        ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    ])

    /// The usual headers, with these in place of those of the same name or beside them; nil leaves one out.
    package init(_ changes: [(name: HTTPField.Name, value: String?)] = []) {
        for (name, value) in changes {
            let isOverTLS = name == .strictTransportSecurity
            always.removeAll { $0.name == name }
            overTLS.removeAll { $0.name == name }
            guard let value else { continue }
            let field = HTTPField(name: name, value: value)
            if isOverTLS { overTLS.append(field) } else { always.append(field) }
        }
    }

    /// Adds what a response doesn't say itself.
    package func add(to headers: inout [HTTPField], isOverTLS: Bool) {
        var present: Set<HTTPField.Name> = []
        for field in headers { present.insert(field.name) }
        for field in always where !present.contains(field.name) { headers.append(field) }
        if isOverTLS { for field in overTLS where !present.contains(field.name) { headers.append(field) } }
    }

    private static func fields(_ pairs: [(StaticString, String)]) -> [HTTPField] {
        pairs.map { name, value in
            guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no name of a header") }
            return HTTPField(name: name, value: value)
        }
    }
}
