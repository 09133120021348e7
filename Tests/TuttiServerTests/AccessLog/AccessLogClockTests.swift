import Testing

@testable import TuttiServer

@Suite struct AccessLogClockTests {
    @Test func logTimesHaveMilliseconds() {
        var clock = AccessLogClock()
        func rendered(_ milliseconds: Int64) -> String {
            var bytes: [UInt8] = []
            clock.write(milliseconds: milliseconds, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(rendered(784_111_777_005) == "1994-11-06T08:49:37.005Z")
        #expect(rendered(784_111_777_950) == "1994-11-06T08:49:37.950Z")
        #expect(rendered(784_111_778_000) == "1994-11-06T08:49:38.000Z")
    }
}
