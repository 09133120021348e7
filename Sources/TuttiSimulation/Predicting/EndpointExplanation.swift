internal import TuttiEngine
package import TuttiPlan
package import TuttiResilience

/// What an endpoint does, derived from its plan alone: which call waits for which, how many requests it makes, how long that takes
/// at most, and what its client gets when a call fails.
package struct EndpointExplanation: Sendable {
    /// The endpoint.
    package let plan: EndpointPlan
    /// Its calls, in declared order.
    package let calls: [CallExplanation]
    /// What waits for what, and for how long.
    package let schedule: CallSchedule
    /// The most requests that the gateway lets it make, attempts after the first not counted.
    package let maximumCalls: Int
    /// What tells requests apart to which a kept response is the same; nil where whole responses are not kept.
    let cacheKey: [String]?
    /// What holds for its responses, and for whoever asks.
    let policies: PolicyExplanation
    /// Who may ask, in words; nil where gateway.yaml has no way and the endpoint no rule.
    let access: String?

    /// One of its calls.
    package struct CallExplanation: Sendable {
        /// The call.
        package let plan: CallPlan
        /// Its service.
        package let service: ServicePlan
        /// The most requests with all retries and hedges.
        package let mostAttempts: Int
        /// The latest start, from the beginning of the request; at most the deadline.
        package let start: TimeSpan
        /// The latest end; at most the deadline.
        package let end: TimeSpan
        /// What the client gets when the call fails.
        package let failure: CallFailure

        /// How much of its timeout is left before the deadline when its inputs take as long as they may.
        package var leastTime: TimeSpan { TimeSpan(nanoseconds: end.nanoseconds - start.nanoseconds) }
        /// Whether the deadline can cut its timeout.
        package var isCut: Bool { leastTime < plan.timeout }
    }

    /// Explains an endpoint; nil if there is no such one.
    ///
    /// - Parameters:
    ///   - index: index into ``GatewayPlan/endpoints``.
    ///   - gateway: the plan that it belongs to.
    package init?(_ index: Int, in gateway: GatewayPlan) {
        guard gateway.endpoints.indices.contains(index) else { return nil }
        let endpoint = gateway.endpoints[index]
        let schedule = CallSchedule(endpoint.calls)
        let prediction = FailurePrediction(
            endpoint, environment: gateway.settings.environment, order: schedule.order)
        plan = endpoint
        self.schedule = schedule
        maximumCalls = gateway.settings.maximumCalls
        cacheKey =
            plan.cache == nil ? nil : CompositionKey(plan, services: gateway.services).parts.map(\.description)
        policies = PolicyExplanation(
            endpoint.edge, endpoint.access, limits: endpoint.limits, in: gateway.settings, isComposed: true)
        access = PolicyExplanation.access(endpoint.access, in: gateway.settings)
        calls = endpoint.calls.indices.map { index in
            let call = endpoint.calls[index]
            return CallExplanation(
                plan: call,
                service: gateway.services[call.service],
                mostAttempts: call.mostRequests * call.mostAttempts,
                start: min(schedule.entries[index].start, endpoint.deadline),
                end: min(schedule.entries[index].end, endpoint.deadline),
                failure: prediction.failure(of: index))
        }
    }

    /// The most requests, attempts after the first not counted.
    package var mostRequests: Int { plan.mostRequests }
    /// The most requests with all retries and hedges.
    package var mostAttempts: Int { calls.reduce(0) { $0 + $1.mostAttempts } }
    /// How long the response takes at most.
    package var worstTime: TimeSpan { min(schedule.length, plan.deadline) }
    /// Whether the calls can take longer than the deadline.
    package var isCut: Bool { schedule.length > plan.deadline }
}
