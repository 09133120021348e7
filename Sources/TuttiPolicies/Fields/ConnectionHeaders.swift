package import HTTPTypes

/// Headers that are meant for the other side of one connection, and are not passed on (RFC 9110, 7.6.1).
package enum ConnectionHeaders {
    /// Names in lower case.
    private static let always: Set<String> = [
        "connection", "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection",
        "te",
        "trailer", "transfer-encoding", "upgrade",
    ]

    /// What the message is, whatever `Connection` names.
    private static let ofMessage: Set<String> = ["content-length", "host"]

    /// Takes out the headers that `Connection` names, and those that are always meant for one connection.
    ///
    /// To be done before the gateway sets headers of its own: else a client takes out those by naming them in its `Connection`
    /// (CVE-2024-45410). `TE: trailers` stays, since it says what the client can do with trailers that are passed on. Whoever passes on a
    /// change of the protocol sets `Connection` and `Upgrade` anew.
    package static func remove(from headers: inout [HTTPField]) {
        var names = always
        for field in headers where field.name == .connection {
            for option in ListMembers(field.value) { names.insert(option.lowercased()) }
        }
        let takesTrailers = headers.contains { field in
            field.name == .te
                && ListMembers(field.value).contains { ASCII.equalIgnoringCase($0.prefix { $0 != ";" }, "trailers") }
        }
        names.subtract(ofMessage)
        headers.removeAll { names.contains($0.name.canonicalName) }
        if takesTrailers { headers.append(HTTPField(name: .te, value: "trailers")) }
    }
}
