import Testing
import TuttiPolicies

@testable import TuttiServer

@Suite struct ConnectionGateTests {
    @Test func whoHasMostIsRefusedAndOthersAreNot() {
        let gate = ConnectionGate(limit: 100, mostOfOne: 2)
        #expect(["192.0.2.1", "192.0.2.1", "192.0.2.1"].map(gate.enter) == [.serve, .serve, .refuse])
        #expect(gate.enter("192.0.2.2") == .serve)
        for _ in 0..<15 { _ = gate.enter("192.0.2.1") }
        #expect(gate.enter("192.0.2.1") == .drop)
        for _ in 0..<18 { gate.leave("192.0.2.1") }
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
        for client in ["10.0.0.1", nil, "", "nobody"] as [String?] {
            #expect([client, client, client].map(gate.enter) == [.serve, .serve, .serve])
        }
    }

    @Test func theBoundOfAllHoldsForOneToo() {
        let gate = ConnectionGate(limit: 1, mostOfOne: 5)
        #expect(gate.enter("192.0.2.1") == .serve)
        #expect(gate.enter("192.0.2.1") == .refuse)
    }
}
