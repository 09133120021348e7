import Testing

@testable import TuttiPolicies

struct SessionTableTests {
    private struct Away: Error {}

    private static let now = SessionTests.now
    private let session: Session

    init() throws {
        session = try SessionTests.session()
    }

    private func name(_ answer: SessionTable<Int>.Answer) -> String {
        switch answer {
        case .begin: "begin"
        case .wait: "wait"
        case .renewed(let session): "renewed \(session.renewals)"
        case .over: "over"
        case .later: "later"
        }
    }

    private func ask(_ table: inout SessionTable<Int>, at seconds: Int, _ session: Session? = nil, waiter: Int = 0)
        -> String
    {
        name(table.ask(session ?? self.session, at: Self.now + seconds, waiter: waiter))
    }

    private func next() throws -> Session { session.renewed(try SessionTests.tokens(), at: Self.now) }

    private func finish(_ table: inout SessionTable<Int>, _ outcome: Result<Session?, Away>, at seconds: Int) -> [Int] {
        table.finished(session, with: outcome, at: Self.now + seconds)
    }

    @Test func oneRenewsAndTheOthersWait() throws {
        var table = SessionTable<Int>()
        #expect(ask(&table, at: 0, waiter: 1) == "begin")
        #expect(ask(&table, at: 0, waiter: 2) == "wait")
        #expect(ask(&table, at: 1, waiter: 3) == "wait")
        #expect(ask(&table, at: 1, try SessionTests.session()) == "begin")
        #expect(finish(&table, .success(try next()), at: 2) == [1, 2, 3])
        #expect(finish(&table, .success(try next()), at: 2) == [])
        #expect(table.renewing == 1)
    }

    /// A response may get lost, and with it the newer cookie.
    @Test func theFormerCookieIsGoodUntilTheNewerOneIsThere() throws {
        var table = SessionTable<Int>()
        _ = ask(&table, at: 0)
        _ = finish(&table, .success(try next()), at: 1)
        #expect(ask(&table, at: 300) == "renewed 1")
        var shown = table.shown(session, at: Self.now + 300)
        #expect(shown && ask(&table, at: 400) == "renewed 1")
        shown = table.shown(try next(), at: Self.now + 400)
        #expect(shown && ask(&table, at: 429) == "renewed 1")
        // It counts from the first time.
        shown = table.shown(try next(), at: Self.now + 429)
        #expect(shown && ask(&table, at: 430) == "over")
    }

    @Test func theFormerCookieIsGoodForHalfAMinuteMore() throws {
        var table = SessionTable<Int>()
        _ = ask(&table, at: 0)
        _ = finish(&table, .success(try next()), at: 1)
        _ = table.shown(try next(), at: Self.now + 1)
        #expect(ask(&table, at: 30) == "renewed 1")
        // After that its refresh token would end the log-in for everybody.
        #expect(ask(&table, at: 31) == "over")
        #expect(ask(&table, at: 10_000) == "over")
        #expect(ask(&table, at: 31, try next()) == "begin")
    }

    @Test func whatTheIssuerHasEndedIsOver() {
        var table = SessionTable<Int>()
        _ = ask(&table, at: 0, waiter: 7)
        #expect(finish(&table, .success(nil), at: 1) == [7])
        #expect(ask(&table, at: 2) == "over")
    }

    @Test func anIssuerThatIsAwayIsLeftAloneForAMoment() {
        var table = SessionTable<Int>()
        _ = ask(&table, at: 0, waiter: 7)
        #expect(finish(&table, .failure(Away()), at: 1) == [7])
        #expect(ask(&table, at: 5) == "later")
        #expect(ask(&table, at: 6) == "begin")
    }

    @Test func aSessionThatWasEndedStaysEnded() throws {
        var table = SessionTable<Int>()
        let endings = [table.end(session), table.end(session)]
        #expect(endings == [true, false])
        #expect(table.isEnded(session))
        #expect(try table.isEnded(next()))
        #expect(try !table.isEnded(SessionTests.session()))
    }

    @Test func onlyTheNewestCookieIsGivenOut() throws {
        var table = SessionTable<Int>()
        let next = try next()
        #expect(table.isCurrent(session) && table.isCurrent(next))
        _ = ask(&table, at: 0)
        _ = finish(&table, .success(next), at: 1)
        #expect(!table.isCurrent(session) && table.isCurrent(next))
        _ = table.end(next)
        #expect(!table.isCurrent(next))
    }

    @Test func aLogInComesToItsEndOnce() {
        var table = SessionTable<Int>(most: 8)
        let logIns = (0..<20).map { _ in LogIn(to: "/", at: Self.now) }
        var uses = [table.use(logIns[0]), table.use(logIns[0])]
        table.giveBack(logIns[0])
        uses += [table.use(logIns[0]), table.use(logIns[0])]
        #expect(uses == [true, false, true, false])
        uses = logIns.dropFirst().map { table.use($0) }
        #expect(!uses.contains(false))
        // The first of twenty is forgotten, where eight are kept, and the last is not.
        uses = [table.use(logIns[0]), table.use(logIns[19])]
        #expect(uses == [true, false])
        table.giveBack(logIns[5])
    }

    @Test func theOldestAreForgotten() throws {
        var table = SessionTable<Int>(most: 8)
        let sessions = try (0..<20).map { _ in try SessionTests.session() }
        for session in sessions { _ = table.end(session) }
        #expect(!table.isEnded(sessions[0]) && table.isEnded(sessions[19]))
        for session in sessions {
            #expect(ask(&table, at: 0, session) == "begin")
            _ = table.finished(session, with: Result<Session?, Away>.success(nil), at: Self.now)
        }
        #expect(ask(&table, at: 0, sessions[19]) == "over")
        #expect(ask(&table, at: 0, sessions[0]) == "begin")
    }

    @Test func noMoreThanAThousandAreRenewedAtATime() throws {
        var table = SessionTable<Int>()
        for _ in 0..<1000 { #expect(ask(&table, at: 0, try SessionTests.session()) == "begin") }
        #expect(ask(&table, at: 0) == "later")
    }
}
