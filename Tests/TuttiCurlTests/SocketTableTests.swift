import Testing

@testable import TuttiCurl

@Suite struct SocketTableTests {
    // The values of CURL_POLL_*, CURL_CSELECT_*, EPOLLIN and EPOLLOUT, EPOLLHUP.
    private let pollIn: Int32 = 1, pollOut: Int32 = 2, pollInOut: Int32 = 3, pollRemove: Int32 = 4
    private let readable: UInt32 = 1, writable: UInt32 = 4, hungUp: UInt32 = 16

    private func tag(_ change: SocketTable.Change) throws -> UInt64 {
        switch change {
        case .add(_, let tag), .modify(_, let tag): return tag
        case .none, .remove: throw CancellationError()
        }
    }

    @Test func connectionThatIsUsedAgainNeedsNoChange() throws {
        var table = SocketTable()
        table.opened(7)
        let tag = try tag(table.interest(pollOut, in: 7))
        #expect(table.interest(pollIn, in: 7) == .modify(events: readable, tag: tag))
        for _ in 0..<3 {
            #expect(table.interest(pollRemove, in: 7) == .none)
            #expect(table.interest(pollIn, in: 7) == .none)
        }
        #expect(table.closed(7) == .remove)
    }

    @Test func otherDescriptorsComeAndGoAsLibcurlSays() throws {
        var table = SocketTable()
        for _ in 0..<3 {
            #expect(try tag(table.interest(pollIn, in: 5)) & 0xFFFF_FFFF == 5)
            #expect(table.interest(pollRemove, in: 5) == .remove)
            #expect(table.interest(pollRemove, in: 5) == .none)
        }
    }

    @Test func eventsReachLibcurl() throws {
        var table = SocketTable()
        table.opened(7)
        let tag = try tag(table.interest(pollInOut, in: 7))
        #expect(table.event(tag: tag, events: readable) == .wanted(descriptor: 7, action: 1))
        #expect(table.event(tag: tag, events: readable | writable) == .wanted(descriptor: 7, action: 3))
        // An error comes with the right to read: a response may wait in front of it.
        #expect(table.event(tag: tag, events: hungUp) == .wanted(descriptor: 7, action: 5))
    }

    // The event of the last owner of a number must not reach the next.
    @Test func eventOfAClosedDescriptorIsStale() throws {
        var table = SocketTable()
        table.opened(7)
        let old = try tag(table.interest(pollIn, in: 7))
        #expect(table.closed(7) == .remove)
        #expect(table.event(tag: old, events: readable) == .stale)
        table.opened(7)
        let new = try tag(table.interest(pollIn, in: 7))
        #expect(new != old)
        #expect(table.event(tag: old, events: readable) == .stale)
        #expect(table.event(tag: new, events: readable) == .wanted(descriptor: 7, action: 1))
    }

    @Test func idleConnectionThatTurnsReadableIsListenedToNoMore() throws {
        var table = SocketTable()
        table.opened(7)
        let tag = try tag(table.interest(pollIn, in: 7))
        #expect(table.interest(pollRemove, in: 7) == .none)
        #expect(table.event(tag: tag, events: readable) == .unasked(descriptor: 7))
        #expect(table.dropped(7) == .remove)
        #expect(table.dropped(7) == .none)
        #expect(table.event(tag: tag, events: readable) == .stale)
        #expect(table.closed(7) == .none)
    }

    // libcurl may have served the socket in a call for another one, after its event was queued: it's healthy.
    @Test func idleConnectionWithAnOldEventStaysRegistered() throws {
        var table = SocketTable()
        table.opened(7)
        let tag = try tag(table.interest(pollIn, in: 7))
        #expect(table.interest(pollRemove, in: 7) == .none)
        #expect(table.event(tag: tag, events: readable) == .unasked(descriptor: 7))
        #expect(table.interest(pollIn, in: 7) == .none)
        #expect(table.event(tag: tag, events: readable) == .wanted(descriptor: 7, action: 1))
    }

    @Test func idleConnectionIsNotWatchedForWriting() throws {
        var table = SocketTable()
        table.opened(7)
        let tag = try tag(table.interest(pollInOut, in: 7))
        #expect(table.interest(pollRemove, in: 7) == .none)
        let change = SocketTable.Change.modify(events: readable, tag: tag)
        #expect(table.event(tag: tag, events: writable) == .idle(descriptor: 7, change: change))
        #expect(table.interest(pollIn, in: 7) == .none)
    }

    @Test(arguments: [0, .max, 1 << 40, 0xFFFF_FFFF] as [UInt64])
    func eventThatNobodyRegisteredIsStale(tag: UInt64) {
        var table = SocketTable()
        #expect(table.event(tag: tag, events: readable) == .stale)
    }

    @Test func descriptorThatIsNoneIsIgnored() {
        var table = SocketTable()
        table.opened(-1)
        #expect(table.interest(pollIn, in: -1) == .none)
        #expect(table.closed(-1) == .none)
    }
}
