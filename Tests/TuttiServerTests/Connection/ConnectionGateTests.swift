import Testing
import TuttiPolicies

@testable import TuttiServer

/// A gate as connections pass it whose client is known from the beginning.
extension ConnectionGate {
    fileprivate func enter(_ client: String) -> Decision {
        let decision = enter()
        return decision == .serve ? identified(client).decision : decision
    }

    fileprivate func leave(_ client: String) {
        leave()
        leave(IPAddress(client)?.holder)
    }
}

@Suite struct ConnectionGateTests {
    @Test func whoHasMostIsRefusedAndOthersAreNot() {
        let gate = ConnectionGate(limit: 100, mostOfOne: 2)
        #expect(["192.0.2.1", "192.0.2.1", "192.0.2.1"].map(gate.enter) == [.serve, .serve, .refuse])
        #expect(gate.enter("192.0.2.2") == .serve)
        for _ in 0..<15 { _ = gate.enter("192.0.2.1") }
        #expect(gate.enter("192.0.2.1") == .drop)
        for _ in 0..<19 { gate.leave("192.0.2.1") }
        #expect(gate.enter("192.0.2.1") == .serve)
    }

    @Test func anIPv6NetworkIsOneClient() {
        let gate = ConnectionGate(limit: 100, mostOfOne: 1)
        #expect(gate.enter("2001:db8::1") == .serve)
        #expect(gate.enter("2001:db8::ffff:1") == .refuse)
        #expect(gate.enter("2001:db8:0:1::1") == .serve)
        #expect(gate.enter("::ffff:192.0.2.1") == .serve)
        #expect(gate.enter("192.0.2.1") == .refuse)
    }

    @Test func trustedProxiesAndWhatHasNoAddressAreNotCounted() throws {
        let gate = ConnectionGate(limit: 100, mostOfOne: 1, proxies: TrustedProxies([try IPNetwork("10.0.0.0/8")]))
        for client in ["10.0.0.1", "unix:", "", "nobody"] {
            #expect([client, client, client].map(gate.enter) == [.serve, .serve, .serve])
        }
    }

    @Test func otherProxiesMayBeTrustedMeanwhile() throws {
        let gate = ConnectionGate(limit: 100, mostOfOne: 1)
        #expect(gate.enter("10.0.0.1") == .serve)
        gate.trust(TrustedProxies([try IPNetwork("10.0.0.0/8")]))
        #expect(["10.0.0.1", "10.0.0.1"].map(gate.enter) == [.serve, .serve])
        gate.trust(TrustedProxies())
        // The one from before is still counted.
        #expect(gate.enter("10.0.0.1") == .refuse)
    }

    @Test func theBoundOfAllHoldsForOneToo() {
        let gate = ConnectionGate(limit: 1, mostOfOne: 5)
        #expect(gate.enter("192.0.2.1") == .serve)
        #expect(gate.enter("192.0.2.1") == .refuse)
    }

    @Test func theBoundOfAListenerHoldsWithinThatOfAll() {
        let common = ConnectionGate(limit: 3)
        let small = ConnectionGate(limit: 1, within: common)
        let large = ConnectionGate(limit: 9, within: common)
        #expect([small.enter("192.0.2.1"), small.enter("192.0.2.1")] == [.serve, .refuse])
        #expect([large.enter("192.0.2.1"), large.enter("192.0.2.1")] == [.serve, .refuse])
        for _ in 0..<2 { small.leave("192.0.2.1") }
        #expect(large.enter("192.0.2.1") == .serve)
    }
}
