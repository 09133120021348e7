internal import TuttiPlan

/// What is asked of a request to an endpoint, in order, once it was routed and its body is known not to be over its bound.
enum EndpointPolicies {
    /// The policies of an endpoint; most have none, and cost nothing here.
    static func of(_ endpoint: EndpointPlan) -> [any RequestPolicy] {
        var policies: [any RequestPolicy] = []

        // What the body is comes last: whoever may not ask at all is told that, and not how to ask.
        if endpoint.reads.contains(.body) { policies.append(ReadableBodyPolicy()) }

        return policies
    }
}
