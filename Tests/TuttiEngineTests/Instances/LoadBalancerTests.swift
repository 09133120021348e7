import Testing
import TuttiComposition
import TuttiPlan
import TuttiResilience
import TuttiUpstream

@testable import TuttiEngine

/// How sets of instances follow each other.
struct LoadBalancerTests {
    private static func instance(_ host: String, drains: Bool = false, weight: Int = 1) -> ServiceInstance {
        ServiceInstance(host: host, port: 80, weight: weight, drains: drains)
    }

    private static func balancer(
        _ hosts: [String], keys: String = "", isFound: Bool = false
    ) throws -> LoadBalancer {
        let urls = hosts.map { "http://\($0):80" }.joined(separator: ", ")
        let instances = isFound ? "discover: { dns: orders, port: 80 }" : "instances: [\(urls)]"
        let text = "services: { orders: { \(instances)\(keys.isEmpty ? "" : ", " + keys) } }"
        let result = CompositionLoader(environment: [:]).load(files: [(name: "gateway.yaml", text: text)])
        return LoadBalancer(try #require(result.plan?.services.first))
    }

    private static func used(_ balancer: LoadBalancer) -> String {
        balancer.set.tiers.flatMap(\.instances).map(\.origin.host).joined()
    }

    private static let now = MonotonicTime.zero + .seconds(100)

    @Test func whatStaysIsTheSameInstance() throws {
        let balancer = try Self.balancer(["a", "b"])
        let before = balancer.set.members
        #expect(balancer.replace(with: [Self.instance("b", weight: 3), Self.instance("c")], now: Self.now))
        let after = balancer.set
        #expect(after.members[0] === before[1] && after.plans[0].weight == 3)
        #expect(Self.used(balancer) == "bc")
        #expect(!balancer.replace(with: after.plans, now: Self.now))
    }

    /// `a` stays and is well: those that come wait for their first check, and their number is no panic.
    @Test func newcomersWaitForTheirFirstCheckWhileOneStaysThatIsWell() throws {
        let balancer = try Self.balancer(["a"], keys: "health: { get: /up }")
        balancer.replace(with: ["a", "b", "c", "d"].map { Self.instance($0) }, now: Self.now)
        #expect(Self.used(balancer) == "a")
        #expect(!balancer.set.isPanicking)
    }

    /// Where none stays, there is nobody else to ask.
    @Test func newcomersThatTakeThePlaceOfAllAreUsedAtOnce() throws {
        let balancer = try Self.balancer(["a", "b"], keys: "health: { get: /up }")
        balancer.replace(with: [Self.instance("c"), Self.instance("d")], now: Self.now)
        #expect(Self.used(balancer) == "cd")
    }

    /// What stands for the instances until they are found is none of them.
    @Test func thoseThatAreFoundFirstAreUsedAtOnce() throws {
        let balancer = try Self.balancer([], keys: "health: { get: /up }, slow-start: 30s", isFound: true)
        balancer.replace(with: [Self.instance("c"), Self.instance("d")], now: Self.now)
        #expect(Self.used(balancer) == "cd")
        #expect(balancer.set.members.allSatisfy { $0.since == .zero })
    }

    @Test func aDrainedInstanceStaysDrainedWhenItIsGoneForAWhile() throws {
        let balancer = try Self.balancer(["a", "b"])
        balancer.set(.draining, true, of: balancer.set.members[0])
        #expect(Self.used(balancer) == "b")
        balancer.replace(with: [Self.instance("b")], now: Self.now)
        balancer.replace(with: [Self.instance("a"), Self.instance("b")], now: Self.now)
        #expect(Self.used(balancer) == "b")
        balancer.set(.draining, false, of: balancer.set.members[0])
        #expect(Self.used(balancer) == "ab")
    }

    @Test func anInstanceInItsSlowStartGetsATenthOfItsShareAtFirst() throws {
        let balancer = try Self.balancer(["a"], keys: "balance: round-robin, slow-start: 100s")
        balancer.replace(with: [Self.instance("a"), Self.instance("b")], now: Self.now)
        func share(after seconds: Int64) -> Int {
            let set = balancer.set
            return (0..<1000).count { _ in
                balancer.next(among: set, for: 0, now: Self.now + .seconds(seconds))?.origin.host == "b"
            }
        }
        #expect((20...110).contains(share(after: 0)))
        #expect((250...420).contains(share(after: 50)))
        #expect(share(after: 100) == 500)
    }

    /// What may not be called as the service says is not called.
    @Test(arguments: [
        (ConnectionPlan(tls: ServiceTLSPlan()), ServiceInstance(host: "a", port: 80), "it is not called by `https`"),
        (ConnectionPlan(tls: ServiceTLSPlan()), ServiceInstance(isSecure: true, host: "a", port: 443), nil),
        (ConnectionPlan(usesHTTP2: true), ServiceInstance(host: "a", port: 80), "it is not called by `https`"),
        (.standard, ServiceInstance(host: "a", port: 80), nil),
    ])
    func whatIsFoundIsHeldAgainstTheService(plan: ConnectionPlan, instance: ServiceInstance, problem: String?) {
        #expect(plan.problem(of: instance) == problem)
    }
}
