internal import TuttiEngine
internal import TuttiPlan

extension GatewayPlan {
    /// What the client of a test gets that may not ask the only endpoint or route of this plan; nil if it may.
    ///
    /// Who it is, the test says: no credentials are looked at, and there are no challenges.
    func refusal(of request: ClientRequest) -> ComposedResponse? {
        guard let access = routes.first?.access ?? endpoints.first?.access else { return nil }
        guard request.identity != nil || !access.isRequired else {
            return ComposedResponse(.unauthenticated, requestID: request.id)
        }
        let rules =
            if let route = routes.first {
                PreparedAccess(route, in: self)
            } else {
                endpoints.first.flatMap { PreparedAccess($0, in: self) }
            }
        return rules?.refusal(of: request).map { ComposedResponse(.forbidden(by: $0), requestID: request.id) }
    }
}
