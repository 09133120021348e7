internal import HTTPTypes
package import TuttiPlan
package import TuttiPolicies

extension TestRequest {
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
