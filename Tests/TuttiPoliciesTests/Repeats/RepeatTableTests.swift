import HTTPTypes
import Testing
import TuttiCrypto

@testable import TuttiPolicies

/// The table of requests with an `Idempotency-Key`.
@Suite struct RepeatTableTests {
    private static func request(
        _ name: String, _ content: String = "a", endpoint: String = "POST /x", bytes: Int = 0
    ) throws -> RepeatedRequest {
        RepeatedRequest(
            endpoint: endpoint, name: [name], content: [content], body: [UInt8](repeating: 7, count: bytes),
            by: try Crypto.load())
    }

    private static func response(_ bytes: Int = 10) -> KeptResponse {
        KeptResponse(
            status: 201, headers: [HTTPField(name: .contentType, value: "a")],
            body: [UInt8](repeating: 7, count: bytes))
    }

    private static func table(most: Int = 10, mostRunning: Int = 10, mostBytes: Int = 1 << 20) -> RepeatTable {
        var bounds = RepeatTable.Bounds()
        (bounds.most, bounds.mostRunning, bounds.mostBytes) = (most, mostRunning, mostBytes)
        return RepeatTable(bounds)
    }

    @Test func theFirstIsServedAndTheOthersGetItsResponse() throws {
        var table = Self.table()
        let request = try Self.request("k")
        #expect(table.claim(request, now: 0) == .first)
        #expect(table.claim(request, now: 1) == .running)
        table.keep(Self.response(), as: request, for: 60, now: 2)
        #expect(table.claim(request, now: 3) == .response(Self.response()))
        #expect(table.claim(request, now: 61) == .response(Self.response()))
        #expect(table.figures.running == 0)
    }

    @Test func theSameKeyWithAnotherRequestIsRefused() throws {
        var table = Self.table()
        #expect(table.claim(try Self.request("k"), now: 0) == .first)
        #expect(table.claim(try Self.request("k", "b"), now: 0) == .otherContent)
        // Nor does it change what is there.
        table.forget(try Self.request("k", "b"))
        table.keep(Self.response(), as: try Self.request("k", "b"), for: 60, now: 0)
        #expect(table.claim(try Self.request("k"), now: 0) == .running)
        table.keep(Self.response(), as: try Self.request("k"), for: 60, now: 0)
        #expect(table.claim(try Self.request("k", "b"), now: 1) == .otherContent)
    }

    @Test func aResponseIsForgottenWhenItsTimeIsOver() throws {
        var table = Self.table()
        let request = try Self.request("k")
        _ = table.claim(request, now: 0)
        table.keep(Self.response(), as: request, for: 60, now: 2)
        #expect(table.claim(try Self.request("k", "b"), now: 62) == .first)
        #expect(table.figures.bytes == 0)
    }

    @Test func whatIsOverGoesWithoutBeingAskedFor() throws {
        var table = Self.table(most: 1_000)
        for number in 0..<10 {
            let request = try Self.request("k\(number)")
            _ = table.claim(request, now: 0)
            table.keep(Self.response(), as: request, for: 60, now: 0)
        }
        for number in 0..<5 { _ = table.claim(try Self.request("l\(number)"), now: 100) }
        #expect(table.count == 5)
        #expect(table.figures.bytes == 0)
        #expect(table.figures.forgotten == 0)
    }

    @Test func whatMayBeMadeAgainIsForgotten() throws {
        var table = Self.table()
        let request = try Self.request("k")
        _ = table.claim(request, now: 0)
        table.forget(request)
        #expect(table.claim(request, now: 0) == .first)
        // What is kept is not forgotten by mistake.
        table.keep(Self.response(), as: request, for: 60, now: 0)
        table.forget(request)
        #expect(table.claim(request, now: 0) == .response(Self.response()))
    }

    @Test func whatWasKeptFirstGoesFirstAndWhatRunsNever() throws {
        var table = Self.table(most: 3)
        let requests = try (0..<4).map { try Self.request("k\($0)") }
        for request in requests.prefix(3) { #expect(table.claim(request, now: 0) == .first) }
        #expect(table.claim(requests[3], now: 0) == .unavailable)
        for request in [requests[1], requests[0]] { table.keep(Self.response(), as: request, for: 60, now: 0) }
        #expect(table.claim(requests[3], now: 0) == .first)
        #expect(table.count == 3)
        #expect(table.figures.forgotten == 1)
        #expect(table.claim(requests[0], now: 0) == .response(Self.response()))
        #expect(table.claim(requests[2], now: 0) == .running)
    }

    @Test func noMoreThanSoManyAreServedAtOnce() throws {
        var table = Self.table(most: 100, mostRunning: 2)
        let requests = try (0..<3).map { try Self.request("k\($0)") }
        #expect(requests.map { table.claim($0, now: 0) } == [.first, .first, .unavailable])
        // Whoever repeats one of them is told so all the same.
        #expect(table.claim(requests[0], now: 0) == .running)
        table.forget(requests[0])
        #expect(table.claim(requests[2], now: 0) == .first)
        table.keep(Self.response(), as: requests[1], for: 60, now: 0)
        #expect(table.claim(requests[0], now: 0) == .first)
        #expect(table.figures.running == 2)
    }

    @Test func noEndpointTakesTheRoomOfAllOthers() throws {
        var bounds = RepeatTable.Bounds()
        bounds.mostRunningOfEndpoint = 2
        var table = RepeatTable(bounds)
        let requests = try (0..<3).map { try Self.request("k\($0)") }
        #expect(requests.map { table.claim($0, now: 0) } == [.first, .first, .unavailable])
        let other = try Self.request("k2", endpoint: "POST /y")
        #expect(table.claim(other, now: 0) == .first)
        table.keep(Self.response(), as: requests[0], for: 60, now: 0)
        #expect(table.claim(requests[2], now: 0) == .first)
        for request in [requests[1], requests[2], other] { table.forget(request) }
        #expect(table.figures.running == 0 && table.figures.kept == 1)
    }

    @Test func theBodiesOfWhatIsServedAreBounded() throws {
        var bounds = RepeatTable.Bounds()
        bounds.mostRunningBytes = 1_000
        var table = RepeatTable(bounds)
        // Else nobody could ever ask this.
        let large = try Self.request("large", bytes: 2_000)
        #expect(table.claim(large, now: 0) == .first)
        #expect(table.claim(try Self.request("k"), now: 0) == .unavailable)
        table.forget(large)
        let requests = try (0..<3).map { try Self.request("k\($0)", bytes: 500) }
        #expect(requests.map { table.claim($0, now: 0) } == [.first, .first, .unavailable])
        #expect(table.claim(try Self.request("k"), now: 0) == .first)
        table.keep(Self.response(), as: requests[0], for: 60, now: 0)
        #expect(table.claim(requests[2], now: 0) == .first)
    }

    /// Whoever fills it must not have the requests of others served twice.
    @Test func whereBytesAreScarceTheStatusStays() throws {
        var table = Self.table(most: 1_000, mostBytes: 20_000)
        for number in 0..<20 {
            let request = try Self.request("k\(number)")
            _ = table.claim(request, now: 0)
            table.keep(Self.response(4_000), as: request, for: 60, now: 0)
            #expect(table.figures.bytes <= 20_000)
        }
        #expect(table.claim(try Self.request("k0"), now: 1) == .response(KeptResponse(onlyStatus: 201)))
        #expect(table.claim(try Self.request("k0", "b"), now: 1) == .otherContent)
        #expect(table.claim(try Self.request("k19"), now: 1) == .response(Self.response(4_000)))
        #expect(table.count == 20 && table.figures.kept == 20)
        #expect(table.figures.forgotten == 0 && table.figures.shortened > 10)
        #expect(table.claim(try Self.request("k0"), now: 60) == .first)
    }

    @Test func whatIsOverIsNotCountedAmongWhatHadToMakeRoom() throws {
        var table = Self.table(most: 4, mostBytes: 6_000)
        for number in 0..<4 {
            let request = try Self.request("k\(number)")
            _ = table.claim(request, now: 0)
            table.keep(Self.response(1_000), as: request, for: 60, now: 0)
        }
        for number in 0..<4 {
            let request = try Self.request("l\(number)")
            _ = table.claim(request, now: 60)
            table.keep(Self.response(3_000), as: request, for: 60, now: 60)
        }
        // Of the four that live, three had to make room for the last one.
        #expect(table.figures.forgotten == 0)
        #expect(table.figures.shortened == 3 && table.figures.kept == 4)
    }

    @Test func bytesAreBounded() throws {
        var table = Self.table(most: 1_000, mostBytes: 20_000)
        for number in 0..<100 {
            let request = try Self.request("k\(number)")
            _ = table.claim(request, now: 0)
            table.keep(Self.response(700), as: request, for: 60, now: 0)
            #expect(table.figures.bytes <= 20_000)
        }
        #expect(table.claim(try Self.request("k99"), now: 0) == .response(Self.response(700)))
        #expect(table.claim(try Self.request("k0"), now: 0) == .first)
    }

    @Test func aLongTimeDoesNotOverflow() throws {
        var table = Self.table()
        let request = try Self.request("k")
        _ = table.claim(request, now: .max - 1)
        table.keep(Self.response(), as: request, for: .max, now: .max - 1)
        #expect(table.claim(request, now: .max - 1) == .response(Self.response()))
    }

    @Test func manyRequestsTakeNoMoreThanTheBound() throws {
        var table = Self.table(most: 50)
        for number in 0..<20_000 {
            let request = try Self.request("k\(number)")
            guard table.claim(request, now: 0) == .first else { continue }
            table.keep(Self.response(), as: request, for: 60, now: 0)
        }
        #expect(table.count == 50)
        #expect(table.placeCount <= 2 * 50 + 64)
    }

    /// One that stays in front must not keep the places of those behind it.
    @Test func oneKeyThatIsUsedOverAndOverTakesNoMoreThanItself() throws {
        var table = Self.table()
        let (first, request) = (try Self.request("first"), try Self.request("k"))
        _ = table.claim(first, now: 0)
        table.keep(Self.response(), as: first, for: 100_000, now: 0)
        for second in 0..<2_000 {
            #expect(table.claim(request, now: second) == .first)
            table.keep(Self.response(), as: request, for: 1, now: second)
        }
        #expect(table.count == 2 && table.placeCount <= 2 * 2 + 64)
        #expect(table.claim(first, now: 3_000) == .response(Self.response()))
    }

    @Test func partsThatAreJoinedAlikeAreDifferentRequests() throws {
        let crypto = try Crypto.load()
        let lists = [["ab", "c"], ["a", "bc"], ["abc"], ["abc", ""], ["", "abc"], []]
        let names = lists.map { RepeatedRequest(endpoint: "x", name: $0, content: [], body: [], by: crypto).name }
        #expect(Set(names).count == lists.count)
        let contents = [(["a"], "b"), (["ab"], ""), ([], "ab"), (["a", "b"], "")].map {
            RepeatedRequest(endpoint: "x", name: [], content: $0, body: Array($1.utf8), by: crypto).content
        }
        #expect(Set(contents).count == contents.count)
    }
}
