internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies

/// Reads the client's `Idempotency-Key` of an endpoint that asks for one (draft-ietf-httpapi-idempotency-key-header-07).
///
/// What becomes of it is decided when the body is here: see ``RepeatableRequest``.
struct RepeatPolicy: RequestPolicy {
    private let isRequired: Bool
    private let rules: RepeatRules

    /// The policy of an endpoint; nil where it asks for no key.
    init?(
        _ endpoint: EndpointPlan, services: [ServicePlan], ways: [AuthenticationWay], store: any RepeatStore
    ) {
        guard let plan = endpoint.repeats else { return nil }
        isRequired = plan.isRequired
        rules = RepeatRules(endpoint, plan, services: services, ways: ways, store: store)
    }

    func handle(_ exchange: Exchange, next: NextPolicies) {
        let values = exchange.request.headers["idempotency-key"]
        guard !values.isEmpty else {
            guard isRequired else { return next(exchange) }
            return exchange.refuse(
                Refusal(
                    400, "Idempotency-Key is missing",
                    "Send a header Idempotency-Key: a text that is another one for each request, such as a UUID, and the same when a request is repeated."
                ))
        }
        guard let key = IdempotencyKey(values) else {
            return exchange.refuse(
                Refusal(
                    400, "Idempotency-Key can't be used",
                    "There must be one Idempotency-Key, of 1 to \(IdempotencyKey.longest) printable characters of ASCII, in double quotes or without."
                ))
        }
        exchange.repeats = RepeatClaim(key: key, rules: rules)
        next(exchange)
    }
}
