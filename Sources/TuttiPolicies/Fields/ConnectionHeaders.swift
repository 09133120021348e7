package import HTTPTypes

/// Headers that are meant for the other side of one connection, and are not passed on (RFC 9110, 7.6.1).
package enum ConnectionHeaders {
    /// Takes out the headers that `Connection` names, and those that are always meant for one connection.
    ///
    /// To be done before the gateway sets headers of its own: else a client takes out those by naming them in its `Connection`
    /// (CVE-2024-45410). `TE: trailers` stays, since it says what the client can do with trailers that are passed on. Whoever passes on a
    /// change of the protocol sets `Connection` and `Upgrade` anew.
    package static func remove(from headers: inout [HTTPField]) {
        // A set, because a client may name thousands.
        var named: Set<String> = []
        var takesTrailers = false
        var hasSome = false
        for index in headers.indices where isAlwaysOne(headers[index].name.canonicalName) {
            hasSome = true
            let field = headers[index]
            if field.name == .connection {
                if field.value == "keep-alive" { continue }  // nearly always
                for option in ListMembers(field.value) {
                    let name = option.lowercased()
                    if !isOfMessage(name), !isAlwaysOne(name) { named.insert(name) }
                }
            } else if field.name == .te {
                takesTrailers =
                    takesTrailers
                    || ListMembers(field.value).contains {
                        ASCII.equalIgnoringCase($0.prefix { $0 != ";" }, "trailers")
                    }
            }
        }
        guard hasSome else { return }
        headers.removeHeaders {
            isAlwaysOne($0) || !named.isEmpty && named.contains($0)
        }
        if takesTrailers { headers.append(HTTPField(name: .te, value: "trailers")) }
    }

    /// Whether a header of that name, in lower case, is meant for one connection in any case; its length rules most out.
    private static func isAlwaysOne(_ name: String) -> Bool {
        switch name.utf8.count {
        case 2: name == "te"
        case 7: name == "trailer" || name == "upgrade"
        case 10: name == "connection" || name == "keep-alive"
        case 14: name == "http2-settings"
        case 16: name == "proxy-connection"
        case 17: name == "transfer-encoding"
        case 18: name == "proxy-authenticate"
        case 19: name == "proxy-authorization"
        default: false
        }
    }

    /// Whether a header of that name is the message's, whatever `Connection` names.
    private static func isOfMessage(_ name: String) -> Bool { name == "content-length" || name == "host" }
}
