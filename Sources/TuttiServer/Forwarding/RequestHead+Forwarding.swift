internal import HTTPTypes
internal import TuttiPolicies

/// What a service gets of the head of a client's request.
extension RequestHead {
    /// The client's headers without those of its connection, with those that say who it is.
    ///
    /// `Host` and what frames the body are among them: whoever writes requests leaves them out.
    ///
    /// `Expect` goes on only where the service is to answer it.
    func forwardedHeaders(of client: ConnectedClient, expectsContinue: Bool) -> [HTTPField] {
        var fields = headers.fields
        fields.reserveCapacity(fields.count + 4)
        if !(awaitsContinue && expectsContinue) { fields.removeAll { $0.name == .expect } }
        ForwardedHeaders.identity.rewrite(
            &fields, client: client.original, scheme: client.rules.isSecure ? .https : .http,
            host: authority.isEmpty ? nil : authority, version: isHTTP2 ? "2" : "1.1")
        return fields
    }

    /// The protocol to which client and service may switch; nil without one.
    ///
    /// Not HTTP by another name, `h2c-14` included: what the client then asks for would pass the gateway's rules unseen ("h2c smuggling").
    var protocolForTunnel: String? {
        guard asksForUpgrade, bodyLength == .known(0) else { return nil }
        let names = headers["upgrade"].flatMap { $0.split(separator: ",") }.map(HeaderSurvey.trimmed)
        guard names.count == 1, let name = names.first, !name.isEmpty, name.utf8.allSatisfy(Self.isOfProtocol) else {
            return nil
        }
        let product = name.prefix { $0 != "/" }.lowercased()
        return ["h2", "h3", "http", "tls"].contains { product.hasPrefix($0) } ? nil : String(name)
    }

    /// Whether the request has come by this gateway, or others of its name, so often that it goes in a circle.
    var isInLoop: Bool {
        guard let name = ForwardedHeaders.identity.via else { return false }
        var count = 0
        for field in headers.fields where field.name == .via {
            count += field.value.split(separator: ",").count { $0.split(separator: " ").dropFirst().first == name[...] }
        }
        return count > 10
    }

    /// Whether a byte may be in the name of a protocol or its version (RFC 9110, 7.8 and 5.6.2).
    private static func isOfProtocol(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~/".utf8.contains(byte)
        }
    }
}
