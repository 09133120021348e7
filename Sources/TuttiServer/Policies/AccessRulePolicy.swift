internal import TuttiEngine
internal import TuttiPlan

/// Refuses a request for which a rule of `allow` doesn't hold.
///
/// Rules that read the body are not among those: the engine asks them when it is there.
struct AccessRulePolicy: RequestPolicy {
    let access: PreparedAccess

    func handle(_ exchange: Exchange, next: NextPolicies) {
        guard let method = exchange.request.method else { return next(exchange) }
        if let rule = access.refusal(of: exchange.clientRequest(method)) {
            exchange.refusingRule = rule.name
            return exchange.refuse(Refusal(.forbidden(by: rule)))
        }
        next(exchange)
    }
}
