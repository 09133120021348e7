import SeededRandom
import Testing
import TuttiResilience

@testable import TuttiStreams

/// The pool of an instance, in virtual time.
@Suite struct InstancePoolTests {
    private func time(_ seconds: Int64) -> MonotonicTime { .zero + .seconds(seconds) }

    private func request(
        _ number: Int, _ pool: inout InstancePool, at seconds: Int64 = 0, isFresh: Bool = false
    ) -> [InstancePool.Action] {
        pool.request(number, isFresh: isFresh, until: time(seconds + 5), now: time(seconds))
    }

    @Test func theConnectionThatWasIdleLastIsUsedFirst() {
        var pool = InstancePool(limits: .init())
        #expect(request(1, &pool) == [.open(connection: 1, request: 1)])
        #expect(request(2, &pool) == [.open(connection: 2, request: 2)])
        #expect(pool.released(1, now: time(1)) == [])
        #expect(pool.released(2, now: time(1)) == [])
        #expect(request(3, &pool, at: 2) == [.use(connection: 2, request: 3)])
        #expect(request(4, &pool, at: 2) == [.use(connection: 1, request: 4)])
        #expect(request(5, &pool, at: 2) == [.open(connection: 3, request: 5)])
    }

    @Test func aConnectionThatNobodyUsesIsClosed() {
        var pool = InstancePool(limits: .init())
        _ = request(1, &pool)
        _ = pool.released(1, now: time(10))
        #expect(pool.nextDue == time(70))
        #expect(pool.timePassed(now: time(69)) == [])
        #expect(pool.timePassed(now: time(70)) == [.close(connection: 1)])
        #expect(pool.connectionCount == 0 && pool.nextDue == nil)
    }

    @Test func anOldConnectionIsClosedBehindAResponse() {
        var pool = InstancePool(limits: .init())
        _ = request(1, &pool)
        #expect(pool.released(1, now: time(299)) == [])
        #expect(request(2, &pool, at: 299) == [.use(connection: 1, request: 2)])
        #expect(pool.released(1, now: time(300)) == [.close(connection: 1)])
        #expect(pool.connectionCount == 0)
    }

    @Test func aConnectionThatGrewOldWhileIdleIsNotUsed() {
        var pool = InstancePool(limits: .init(idleTime: .seconds(1_000)))
        _ = request(1, &pool)
        _ = pool.released(1, now: time(10))
        #expect(
            request(2, &pool, at: 300) == [.close(connection: 1), .open(connection: 2, request: 2)])
    }

    @Test func requestsWaitWhenAllConnectionsAreInUse() {
        var pool = InstancePool(limits: .init(connections: 1, waiting: 2))
        _ = request(1, &pool)
        #expect(request(2, &pool) == [])
        #expect(request(3, &pool) == [])
        #expect(request(4, &pool) == [.refuse(request: 4)])
        #expect(pool.released(1, now: time(1)) == [.use(connection: 1, request: 2)])
        #expect(pool.lost(1, now: time(1)) == [.open(connection: 2, request: 3)])
        #expect(pool.waitingCount == 0)
    }

    @Test func aRequestWaitsNoLongerThanItMay() {
        var pool = InstancePool(limits: .init(connections: 1))
        _ = request(1, &pool)
        _ = request(2, &pool)
        #expect(pool.nextDue == time(5))
        #expect(pool.timePassed(now: time(5)) == [.refuse(request: 2)])
        #expect(pool.released(1, now: time(6)) == [])
    }

    @Test func aRequestThatWasGivenUpWaitsNoMore() {
        var pool = InstancePool(limits: .init(connections: 1))
        _ = request(1, &pool)
        _ = request(2, &pool)
        pool.gaveUp(2)
        #expect(pool.released(1, now: time(1)) == [])
        #expect(pool.idleCount == 1)
    }

    @Test func aFreshConnectionIsOneThatWasNeverUsed() {
        var pool = InstancePool(limits: .init(connections: 2))
        _ = request(1, &pool)
        _ = pool.released(1, now: time(0))
        #expect(request(2, &pool, isFresh: true) == [.open(connection: 2, request: 2)])
        // Where there is no room, an idle one makes it.
        #expect(
            request(3, &pool, isFresh: true) == [.close(connection: 1), .open(connection: 3, request: 3)])
    }

    @Test func anIdleConnectionThatClosedIsNotUsed() {
        var pool = InstancePool(limits: .init())
        _ = request(1, &pool)
        _ = pool.released(1, now: time(0))
        #expect(pool.lost(1, now: time(1)) == [])
        #expect(pool.lost(1, now: time(1)) == [])
        #expect(request(2, &pool, at: 2) == [.open(connection: 2, request: 2)])
    }

    @Test func anOldConnectionMakesRoomForWhoeverWaits() {
        var pool = InstancePool(limits: .init(connections: 1))
        _ = request(1, &pool)
        _ = request(2, &pool, at: 299)
        #expect(
            pool.released(1, now: time(301)) == [.close(connection: 1), .open(connection: 2, request: 2)])
    }

    /// Random events: no connection has two requests, no request two connections, and the bounds hold.
    @Test(arguments: 0..<20)
    func whateverHappensEachRequestHasOneConnectionAtMost(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limits = InstancePool.Limits(connections: 3, waiting: 4, idleTime: .seconds(3), lifetime: .seconds(20))
        var pool = InstancePool(limits: limits)
        var now: Int64 = 0
        var next = 0
        var busy: [Int: Int] = [:]
        var waiting: Set<Int> = []
        var isIdle: Set<Int> = []
        func perform(_ actions: [InstancePool.Action]) {
            for action in actions {
                switch action {
                case .open(let connection, let request):
                    #expect(busy[connection] == nil && !isIdle.contains(connection))
                    #expect(waiting.remove(request) != nil)
                    busy[connection] = request
                case .use(let connection, let request):
                    #expect(busy[connection] == nil)
                    #expect(waiting.remove(request) != nil)
                    isIdle.remove(connection)
                    busy[connection] = request
                case .close(let connection):
                    #expect(busy[connection] == nil)
                    isIdle.remove(connection)
                case .refuse(let request): #expect(waiting.remove(request) != nil)
                }
            }
        }
        for _ in 0..<500 {
            now += Int64.random(in: 0...1, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0, 1:
                next += 1
                waiting.insert(next)
                perform(request(next, &pool, at: now, isFresh: Bool.random(using: &random)))
            case 2:
                guard let (connection, _) = busy.min(by: { $0.value < $1.value }) else { continue }
                busy[connection] = nil
                isIdle.insert(connection)
                perform(pool.released(connection, now: time(now)))
            case 3:
                guard let connection = busy.keys.sorted().randomElement(using: &random) else { continue }
                busy[connection] = nil
                perform(pool.lost(connection, now: time(now)))
            case 4:
                guard let request = waiting.sorted().randomElement(using: &random) else { continue }
                waiting.remove(request)
                pool.gaveUp(request)
            default: perform(pool.timePassed(now: time(now)))
            }
            #expect(pool.waitingCount == waiting.count && waiting.count <= limits.waiting)
            #expect(pool.connectionCount == busy.count + pool.idleCount && pool.connectionCount <= limits.connections)
        }
    }
}
