import Testing
import TuttiResilience

@testable import TuttiRedis

/// The commands under way on a connection.
@Suite struct RedisPipelineTests {
    private func at(_ milliseconds: Int64) -> MonotonicTime { MonotonicTime(nanoseconds: milliseconds * 1_000_000) }

    private func entry(_ sent: Int64, bytes: Int = 10) -> RedisPipeline.Entry {
        RedisPipeline.Entry(sent: at(sent), due: at(sent + 25), byteCount: bytes, probe: nil, reply: { _ in })
    }

    @Test func aCommandThatIsGivenUpKeepsItsPlace() {
        var pipeline = RedisPipeline()
        for sent in [0, 10, 30] as [Int64] { pipeline.sent(entry(sent)) }
        #expect(pipeline.giveUp(now: at(24)).isEmpty)
        #expect(pipeline.giveUp(now: at(35)).map(\.sent) == [at(0), at(10)])
        #expect(pipeline.giveUp(now: at(36)).isEmpty)
        #expect(pipeline.isBehind)
        #expect(pipeline.answered()?.reply == nil)
        #expect(pipeline.isBehind)
        #expect(pipeline.answered()?.reply == nil)
        #expect(!pipeline.isBehind)
        let third = pipeline.answered()
        #expect(third?.sent == at(30) && third?.reply != nil)
        #expect(pipeline.answered() == nil)
    }

    @Test func looksWhenTheNextIsDueAndWhenTheFirstIsOverdueByASecond() {
        var pipeline = RedisPipeline()
        #expect(pipeline.nextDue == nil)
        pipeline.sent(entry(0))
        pipeline.sent(entry(10))
        #expect(pipeline.nextDue == at(25))
        _ = pipeline.giveUp(now: at(25))
        #expect(pipeline.nextDue == at(35))
        _ = pipeline.giveUp(now: at(35))
        #expect(pipeline.nextDue == at(1025))
        #expect(!pipeline.isStuck(now: at(1024)) && pipeline.isStuck(now: at(1025)))
    }

    @Test func isBounded() {
        var pipeline = RedisPipeline(bounds: RedisPipeline.Bounds(commands: 3, bytes: 100))
        #expect(pipeline.hasRoom(for: 1_000))
        pipeline.sent(entry(0, bytes: 1_000))
        #expect(!pipeline.hasRoom(for: 1))
        _ = pipeline.answered()
        for _ in 0..<3 {
            #expect(pipeline.hasRoom(for: 30))
            pipeline.sent(entry(0, bytes: 30))
        }
        #expect(!pipeline.hasRoom(for: 1))
        #expect(pipeline.ended().count == 3)
        #expect(pipeline.hasRoom(for: 1) && pipeline.nextDue == nil)
    }
}
