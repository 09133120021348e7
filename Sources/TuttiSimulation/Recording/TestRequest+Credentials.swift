internal import HTTPTypes
internal import TuttiEngine
package import TuttiPlan
package import TuttiPolicies
internal import TuttiResilience

extension TestRequest {
    /// What the credentials of a request are worth.
    package struct Credentials: Sendable {
        /// Who sends it; nil for nobody.
        package var identity: Identity?
        /// The way that refuses it, and why; nil where none does.
        package var refusal: String?
        /// The ways that have to ask somebody else, and weren't asked.
        package var unasked: [String] = []
    }

    /// Finds out who sends it, as the gateway does, as far as the files alone say that.
    package func credentials(for access: AccessPlan, ways: [AuthenticationWay]) -> Credentials {
        let asked = AuthenticationRequest(
            headers: ClientRequest(self).headers, query: query, method: method.rawValue, path: String(path),
            secondsSince1970: SystemClock.secondsSince1970)
        var found = Credentials()
        for index in access.ways where ways.indices.contains(index) {
            guard let way = ways[index].localAuthenticator else {
                found.unasked.append(ways[index].name)
                continue
            }
            switch way.authenticate(asked) {
            case .absent, .ended: continue
            case .identity(let identity), .renewed(let identity, _): return Credentials(identity: identity)
            case .refused(let refusal): return Credentials(refusal: "\(way.name): \(refusal.reason)")
            case .foreign(let refusal): found.refusal = found.refusal ?? "\(way.name): \(refusal.reason)"
            case .pending: found.unasked.append(way.name)
            }
        }
        // What is foreign to one way may be good for one that wasn't asked.
        if !found.unasked.isEmpty { found.refusal = nil }
        return found
    }

    /// The same request without what it has in these places.
    package func withholding(_ credentials: [CredentialPlace]) -> TestRequest {
        var request = self
        for place in credentials {
            switch place {
            case .header(let name): request.headers.removeAll { $0.name == name }
            case .query(let name):
                let query = QueryList.query(request.query, without: [name])
                request.target = request.path + (query.isEmpty ? "" : "?" + query)
            case .cookie(let name):
                request.headers = request.headers.compactMap { header in
                    guard header.name == .cookie else { return header }
                    return CookieList.line(header.value, without: [name]).map { HTTPField(name: .cookie, value: $0) }
                }
            }
        }
        return request
    }
}
