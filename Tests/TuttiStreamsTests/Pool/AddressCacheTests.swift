import NIOCore
import Testing
import TuttiResilience

@testable import TuttiStreams

/// What is known of names, in virtual time.
@Suite struct AddressCacheTests {
    private func time(_ seconds: Int64) -> MonotonicTime { .zero + .seconds(seconds) }
    private func addresses(_ last: Int) throws -> [SocketAddress] {
        [try SocketAddress(ipAddress: "10.0.0.\(last)", port: 80)]
    }

    @Test func aNameIsResolvedOnceForAllWhoWait() throws {
        var cache = AddressCache()
        #expect(cache.lookUp("a", now: time(0)) == .init(addresses: nil, needsResolving: true))
        #expect(cache.lookUp("a", now: time(1)) == .init(addresses: nil, needsResolving: false))
        cache.resolved("a", to: try addresses(1), now: time(2))
        #expect(cache.lookUp("a", now: time(3)) == .init(addresses: try addresses(1), needsResolving: false))
    }

    @Test func aNameInUseIsResolvedAnewBeforeItsAddressesAreTooOld() throws {
        var cache = AddressCache()
        _ = cache.lookUp("a", now: time(0))
        cache.resolved("a", to: try addresses(1), now: time(0))
        #expect(cache.lookUp("a", now: time(19)).needsResolving == false)
        #expect(cache.lookUp("a", now: time(20)) == .init(addresses: try addresses(1), needsResolving: true))
        #expect(cache.lookUp("a", now: time(21)) == .init(addresses: try addresses(1), needsResolving: false))
        cache.resolved("a", to: try addresses(2), now: time(22))
        #expect(cache.lookUp("a", now: time(23)) == .init(addresses: try addresses(2), needsResolving: false))
    }

    @Test func addressesThatAreTooOldAreNotUsed() throws {
        var cache = AddressCache()
        _ = cache.lookUp("a", now: time(0))
        cache.resolved("a", to: try addresses(1), now: time(0))
        #expect(cache.lookUp("a", now: time(30)) == .init(addresses: nil, needsResolving: true))
    }

    @Test func whatIsKnownStaysWhenResolvingFails() throws {
        var cache = AddressCache()
        _ = cache.lookUp("a", now: time(0))
        cache.resolved("a", to: try addresses(1), now: time(0))
        _ = cache.lookUp("a", now: time(25))
        cache.resolved("a", to: nil, now: time(26))
        #expect(cache.lookUp("a", now: time(27)) == .init(addresses: try addresses(1), needsResolving: true))
    }

    @Test func aNameThatDidNotResolveIsAskedForAgain() {
        var cache = AddressCache()
        _ = cache.lookUp("a", now: time(0))
        cache.resolved("a", to: nil, now: time(1))
        #expect(cache.lookUp("a", now: time(1)) == .init(addresses: nil, needsResolving: true))
    }

    @Test func namesAreBounded() throws {
        var cache = AddressCache()
        for number in 0..<10_000 {
            _ = cache.lookUp("\(number)", now: time(0))
            cache.resolved("\(number)", to: try addresses(1), now: time(0))
        }
        #expect(cache.lookUp("1", now: time(1)).addresses == nil)
        #expect(cache.lookUp("9999", now: time(1)).addresses != nil)
    }
}
