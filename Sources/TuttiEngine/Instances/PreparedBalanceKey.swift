internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// What `balance: hash` of a service goes by, as requests to one endpoint or route meet it.
final class PreparedBalanceKey: Sendable {
    private let value: ValueTemplate
    private let clientScope: ClientScope

    /// The key of a service at an endpoint or a route with that path; nil where the file doesn't say it.
    init?(_ service: ServicePlan, path: PathPattern, in gateway: GatewayPlan) {
        guard let key = service.balanceKey else { return nil }
        value = key.value
        clientScope = ClientScope(
            key.layout, reads: key.reads, path: path, textOfQuery: key.textOfQuery, in: gateway)
    }

    /// The key of a request; nil where it has none: it is null, or can't be computed.
    func key(of request: ClientRequest) -> UInt64? {
        guard (try? clientScope.hasRawQuery(request)) != nil,
            let value = try? value.evaluate(in: clientScope.scopeWithoutBody(for: request)), !value.isNull
        else { return nil }
        return value.bytesOfText.fnv1a()
    }
}
