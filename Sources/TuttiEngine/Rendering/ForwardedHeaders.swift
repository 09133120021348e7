internal import HTTPTypes
internal import TuttiPolicies

/// The headers of the client that a call passes on.
struct ForwardedHeaders: Sendable {
    private let names: [HTTPField.Name]
    /// The cookies that stay behind.
    private let ownCookies: OwnCookies?

    /// Headers with these names.
    init(_ names: [HTTPField.Name], without ownCookies: OwnCookies?) {
        self.names = names
        self.ownCookies = ownCookies
    }

    /// Appends them as the client sent them.
    ///
    /// The request id is the gateway's, and headers that the client's `Connection` names are
    /// left out: they are meant for the gateway alone (RFC 9110, 7.6.1).
    func append(of client: ClientRequest, to headers: inout [HTTPField]) {
        var connectionOptions: Set<String>?
        for name in names {
            if name == .requestID {
                headers.append(HTTPField(name: name, value: client.id))
                continue
            }
            let values = client.headers.values(named: name.canonicalName)
            if values.isEmpty { continue }
            let options = connectionOptions ?? client.connectionOptions
            connectionOptions = options
            guard !options.contains(name.canonicalName) else { continue }
            if name == .cookie {
                // One header, however many the client has sent (RFC 6265, 5.4).
                let line = values.joined(separator: "; ")
                guard let kept = ownCookies.map({ $0.line(without: line) }) ?? line else { continue }
                headers.append(HTTPField(name: name, value: kept))
            } else {
                for value in values { headers.append(HTTPField(name: name, value: value)) }
            }
        }
    }
}
