import ScriptedNames
import SeededRandom
import Testing
import TuttiDiscovery

struct SRVAnswerTests {
    private static let question: [UInt8] =
        [4] + Array("_web".utf8) + [4] + Array("_tcp".utf8) + [1] + Array("x".utf8) + [0, 0, 33, 0, 1]

    /// A message with these records behind the question.
    private static func message(_ records: [[UInt8]], answers: Int? = nil) -> [UInt8] {
        [0, 1, 0x81, 0x80, 0, 1, 0, UInt8(answers ?? records.count), 0, 0, 0, 0] + question + records.flatMap(\.self)
    }

    private static func record(
        _ data: [UInt8], type: UInt8 = 33, seconds: [UInt8] = [0, 0, 0, 9], length: Int? = nil
    ) -> [UInt8] {
        [0xC0, 12, 0, type, 0, 1] + seconds + [0, UInt8(length ?? data.count)] + data
    }

    private static func read(_ message: [UInt8]) -> SRVAnswer? { SRVAnswer(message.span) }

    private static let place: [UInt8] = [0, 1, 0, 2, 0x1F, 0x90]
    private static let target: [UInt8] = [1, 0x61, 1, 0x62, 0]

    @Test func recordsAreRead() throws {
        let message = Self.message([
            Self.record([1, 0x79, 0], type: 5, seconds: [0, 0, 0, 4]), Self.record(Self.place + Self.target),
            Self.record([0, 9, 0, 0, 0, 80, 2, 0x61, 0x61, 0xC0, 22]),
        ])
        let answer = try #require(Self.read(message))
        #expect(
            answer.records == [
                SRVRecord(host: "a.b", port: 8080, priority: 1, weight: 2),
                SRVRecord(host: "aa.x", port: 80, priority: 9, weight: 0),
            ])
        #expect(answer.seconds == 4)
    }

    @Test func aRecordOfNoServiceIsNone() throws {
        let message = Self.message([Self.record(Self.place + [0]), Self.record([0, 1, 0, 2, 0, 0] + Self.target)])
        #expect(try #require(Self.read(message)).records.isEmpty)
    }

    @Test func aTimeWithTheHighestBitIsNone() throws {
        let message = Self.message([Self.record(Self.place + Self.target, seconds: [0x80, 0, 0, 0])])
        #expect(try #require(Self.read(message)).seconds == 0)
    }

    private static let unreadable: [[UInt8]] = [
        [], [UInt8](repeating: 0, count: 11), message([], answers: 1), message([record(place)]),
        message([record(place + target, length: 200)]), message([record(place + target, length: 3)]),
        // A pointer to itself, to what follows, to nowhere, and one that is cut.
        message([record(place + [0xC0, 22 + 24])]), message([record(place + [0xC0, 200])]),
        message([record(place + [0xFF, 0xFF])]), message([record(place + [0xC0])]),
        // Names of bytes that no host has, and of a kind that there isn't.
        message([record(place + [1, 0x20, 0])]), message([record(place + [1, 0x2E, 0])]),
        message([record(place + [0x41, 0x61, 0])]), message([record(place + [0x80, 0x61, 0])]),
    ]

    @Test(arguments: unreadable) func whatIsNoAnswerIsNotRead(message: [UInt8]) {
        #expect(Self.read(message) == nil)
    }

    @Test func aNameIsBounded() {
        let label = [63] + [UInt8](repeating: 0x61, count: 63)
        let long = label + label + label + label + label + [0]
        #expect(Self.read(Self.message([[0xC0, 12, 0, 33, 0, 1, 0, 0, 0, 9, 1, 71] + Self.place + long])) == nil)
    }

    @Test func recordsAreBounded() throws {
        let count = SRVAnswer.recordLimit + 7
        let records = (0..<count).flatMap { _ in Self.record(Self.place + Self.target) }
        let head: [UInt8] = [0, 1, 0x81, 0x80, 0, 1, UInt8(count >> 8), UInt8(count & 0xFF), 0, 0, 0, 0]
        let answer = try #require(Self.read(head + Self.question + records))
        #expect(answer.records.count == SRVAnswer.recordLimit)
        #expect(answer.cut == 7)
    }

    @Test(arguments: 0..<20 as Range<UInt64>) func changedMessagesAreReadToSomeEnd(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let whole = Self.message([
            Self.record(Self.place + Self.target), Self.record([0, 9, 0, 0, 0, 80, 2, 0x61, 0x61, 0xC0, 22]),
        ])
        for _ in 0..<2000 {
            var message = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                message[Int.random(in: 0..<message.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            message = Array(message.prefix(Int.random(in: 0...message.count, using: &random)))
            for record in Self.read(message)?.records ?? [] {
                #expect(!record.host.isEmpty && record.host.utf8.count <= 254 && (1...65_535).contains(record.port))
            }
        }
    }
}
