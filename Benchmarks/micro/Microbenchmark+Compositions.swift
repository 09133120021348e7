internal import HTTPTypes
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiUpstream

extension Microbenchmark {
    /// Whole compositions, from the client's request to the response's bytes, over a worker without sockets.
    static let compositions = [
        Microbenchmark(name: "compose-3", iterations: 200) {
            let request = ClientRequest(id: "r-1", method: .get, pathParameters: ["7"], secondsSince1970: 1_767_225_600)
            return composing(try SamplePlans.profile(), request, profileResponse)
        },
        // The same with several instances of each service: what choosing one costs, and noting what it does.
        instances(3), instances(30), instances(300),
        // Retries that are allowed and not needed: what a call costs that can't go without a task of its own.
        Microbenchmark(name: "compose-retry-plain", iterations: 200) {
            let request = ClientRequest(id: "r-1", method: .get, pathParameters: ["7"], secondsSince1970: 1_767_225_600)
            return composing(try SamplePlans.profile(retry: .standard), request, profileResponse)
        },
        Microbenchmark(name: "compose-each-batch", iterations: 50) {
            let ids = (1...100).map(String.init).joined(separator: ",")
            let request = ClientRequest(id: "r-1", method: .get, query: "ids=\(ids)", secondsSince1970: 1_767_225_600)
            let (first, second) = (SampleResponses.products(from: 1), SampleResponses.products(from: 51))
            return composing(try SamplePlans.productsByValue(), request) { request in
                request.target.hasPrefix("/products?ids=1") ? first : second
            }
        },
    ]

    private static func instances(_ count: Int) -> Microbenchmark {
        Microbenchmark(name: "compose-3-of-\(count)", iterations: 200) {
            let request = ClientRequest(id: "r-1", method: .get, pathParameters: ["7"], secondsSince1970: 1_767_225_600)
            return composing(try SamplePlans.profile(instances: count), request, profileResponse)
        }
    }

    private static func profileResponse(_ request: UpstreamRequest) -> [UInt8] {
        switch request.call.label {
        case "user": SampleResponses.user
        case "orders": SampleResponses.orders
        default: SampleResponses.payments
        }
    }

    private static func composing(
        _ plan: GatewayPlan, _ request: ClientRequest, _ body: @escaping @Sendable (UpstreamRequest) -> [UInt8]
    ) -> () throws -> Int {
        let engine = CompositionEngine(plan: plan)
        let transport = PromptTransport { UpstreamResponse(status: 200, body: body($0), connectionReused: true) }
        return {
            guard let response = transport.run({ await engine.response(request, endpoint: 0, over: transport) }) else {
                throw Failure("the composition got stuck")
            }
            guard response.status == 200, response.calls.allSatisfy({ $0.outcome.reason == nil }) else {
                throw Failure("a call failed: \(response.calls.compactMap(\.message))")
            }
            return response.body.count
        }
    }
}
