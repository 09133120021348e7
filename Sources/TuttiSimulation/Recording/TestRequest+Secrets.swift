internal import HTTPTypes
internal import TuttiEngine
internal import TuttiPlan

extension TestRequest {
    /// The same request without the headers and parameters of the query that are most likely secrets; their names are noted.
    func withoutSecrets(_ secrets: inout Set<String>) -> TestRequest {
        var request = self
        for header in headers where SecretNames.hold(header.name.canonicalName) {
            secrets.insert(header.name.canonicalName)
        }
        request.headers.removeAll { SecretNames.hold($0.name.canonicalName) }
        let parameters = query.split(separator: "&", omittingEmptySubsequences: false)
        let kept = parameters.filter { parameter in
            let name = String(parameter.prefix { $0 != "=" })
            guard SecretNames.hold(name) else { return true }
            secrets.insert("?" + name)
            return false
        }
        if kept.count < parameters.count {
            request.target = path + (kept.isEmpty ? "" : "?" + kept.joined(separator: "&"))
        }
        return request
    }
}
