internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// The plans of the composition benchmarks, as the compiler makes them of the compositions in `Benchmarks/compose` and `Benchmarks/each`.
///
/// Made by hand: the compiler and its YAML parser would have to be built as well, optimised, for each check.
enum SamplePlans {
    /// Three calls that start together; the response has each under its own name.
    ///
    /// Each of the services has so many instances, among which `p2c` chooses.
    static func profile(retry: RetryPolicy? = nil, instances: Int = 1) throws -> GatewayPlan {
        let names = ["user", "orders", "payments"]
        let layout = layout(calls: names)
        let id = try Expression(parsing: "path.id").bound(to: layout, current: .root)
        let calls = names.enumerated().map { service, name in
            CallPlan(
                name: name, service: service, method: .get,
                target: TextTemplate([.literal("/\(name)/"), .placeholder(id)]), isRequired: false,
                timeout: .seconds(1), retry: retry, bodyKind: .json, position: nowhere)
        }
        let members = try names.map { name in
            ValueTemplate.Member(
                name: name, value: .expression(try Expression(parsing: name).bound(to: layout, current: .root)))
        }
        let endpoint = EndpointPlan(
            method: .get, path: PathPattern([.literal("profile"), .parameter("id")]), deadline: .seconds(2),
            layout: layout, reads: [.path], calls: calls, response: .object(members), allowsFields: false,
            position: nowhere)
        return plan(endpoint, services: ["users", "orders", "payments"], instances: instances)
    }

    /// Products by value: `each` with `batch: 50` and `key: id`.
    static func productsByValue() throws -> GatewayPlan {
        let layout = layout(calls: ["products"])
        let each = EachPlan(
            values: try Expression(parsing: "split(query.ids, ',')").bound(to: layout, current: .root),
            batch: 50, key: try Expression(parsing: "id").bound(to: layout, current: .value), many: false,
            atMost: 100, parallel: 10)
        let values = try Expression(parsing: "each").bound(to: layout, current: .root)
        let call = CallPlan(
            name: "products", service: 0, method: .get,
            target: TextTemplate([.literal("/products?ids="), .placeholder(values)]), isRequired: false, each: each,
            timeout: .seconds(1), bodyKind: .json, position: nowhere)
        let products = try Expression(parsing: "products").bound(to: layout, current: .root)
        let endpoint = EndpointPlan(
            method: .get, path: PathPattern([.literal("by-value")]), deadline: .seconds(2), layout: layout,
            reads: [.query, .each], calls: [call], response: .expression(products),
            allowsFields: false, position: nowhere)
        return plan(endpoint, services: ["catalog"])
    }

    private static let nowhere = SourcePosition(file: "microbenchmark.yaml", line: 1, column: 1)

    private static func layout(calls: [String]) -> ScopeLayout {
        ScopeLayout(names: ScopeName.allCases.sorted { $0.slot < $1.slot }.map(\.rawValue) + calls)
    }

    private static func plan(
        _ endpoint: EndpointPlan, services: [String], instances: Int = 1
    ) -> GatewayPlan {
        GatewayPlan(
            settings: GatewaySettings(
                listeners: [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 8080))], admin: nil,
                adminHosts: [], deadline: .seconds(2), maximumRequestBody: 1 << 20, maximumCalls: 100,
                cacheMemory: 64 << 20, environment: .null),
            services: services.map { name in
                ServicePlan(
                    name: name,
                    instances: (0..<instances).map { ServiceInstance(host: "127.0.0.1", port: 80 + $0) }, balance: .p2c,
                    timeout: .seconds(1), connectTimeout: .milliseconds(100), maximumResponse: 1 << 20,
                    concurrency: LimiterPolicy(atOnce: 128, waiting: 64), retryBudget: 0.2, propagated: .all)
            },
            endpoints: [endpoint], routes: [])
    }
}
