import HTTPTypes
import NIOCore
import ScriptedServices
import Synchronization
import Testing
import TuttiChannels
import TuttiResilience
import TuttiUpstream

@testable import TuttiStreams

/// Exchanges over real sockets.
@Suite struct StreamTransportTests {
    typealias Event = RecordedExchange.Event

    @Test func aRequestGoesOutAndItsResponseComesBack() async throws {
        let service = try ScriptedService { $0.serve() }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(
                .to(port: service.port, .get, "/a?b", headers: [HTTPField(name: .accept, value: "*/*")]))
            #expect(exchange.events == [.began(200), .ended])
            #expect(exchange.body == "ok")
            #expect(exchange.heads.first?.length == 2)
        }
        #expect(service.received == "GET /a?b HTTP/1.1\r\nHost: 127.0.0.1:\(service.port)\r\nAccept: */*\r\n\r\n")
    }

    @Test func oneExchangeAfterAnotherGoesOverOneConnection() async throws {
        let service = try ScriptedService { $0.serve() }
        try await StreamFixture.run { fixture in
            for _ in 0..<5 {
                let exchange = try await fixture.exchange(.to(port: service.port))
                #expect(exchange.events == [.began(200), .ended])
            }
            try await fixture.expectConnections(1, idle: 1)
        }
        #expect(service.connections == 1)
    }

    @Test func exchangesAtATimeHaveAConnectionEach() async throws {
        let service = try ScriptedService { $0.serve() }
        try await StreamFixture.run { fixture in
            var exchanges: [RecordedExchange] = []
            for _ in 0..<8 { exchanges.append(try await fixture.open(.to(port: service.port))) }
            for exchange in exchanges { try await exchange.waitForEnd() }
            #expect(exchanges.allSatisfy { $0.body == "ok" })
            let (all, idle) = try await fixture.connections()
            #expect(all == service.connections && idle == all)
        }
    }

    /// A read brings 20,000 chunks of a byte each: handed on at once, they would hold everybody else up.
    @Test func chunksOfAByteLeaveTheOthersTheirTurns() async throws {
        let count = 60_000
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.write(String(repeating: "1\r\nx\r\n", count: count) + "0\r\n\r\n")
            connection.waitForClose()
        }
        struct Turns {
            var present = 0
            var most = 0
            var isMarked = false
        }
        let turns = Mutex(Turns())
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port)) { [loop = fixture.loop] _, event in
                guard case .body = event else { return }
                let marks = turns.withLock { turns in
                    turns.present += 1
                    turns.most = max(turns.most, turns.present)
                    defer { turns.isMarked = true }
                    return !turns.isMarked
                }
                guard marks else { return }
                // Whatever else is due runs in between, as this does.
                loop.execute { turns.withLock { $0 = Turns(most: $0.most) } }
            }
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(200), .ended] && exchange.bodyBytes == count)
        }
        #expect(turns.withLock { $0.most } <= 1024)
    }

    @Test func whoPausesWithinATurnHearsTheRestLater() async throws {
        let count = 5000
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            connection.write(String(repeating: "1\r\nx\r\n", count: count) + "0\r\n\r\n")
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port)) { [loop = fixture.loop] exchange, event in
                guard case .body = event, exchange.bodyBytes % 512 == 0 else { return }
                exchange.stream?.pause()
                loop.execute { exchange.stream?.resume() }
            }
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(200), .ended] && exchange.bodyBytes == count)
        }
    }

    // Sent again without its end, the request waited until its time was over.
    @Test func aRequestThatHasEndedWithoutABodyIsSentAgainWithItsEnd() async throws {
        let service = try ScriptedService { connection in
            if connection.index == 1 {
                connection.readHead()
                connection.respond()
                _ = connection.read(until: "0\r\n\r\n")
            } else {
                _ = connection.read(until: "0\r\n\r\n")
                connection.respond("again")
            }
        }
        try await StreamFixture.run { fixture in
            _ = try await fixture.exchange(.to(port: service.port))
            let exchange = try await fixture.open(.to(port: service.port, .put, body: .arrives(length: nil)))
            try await exchange.perform { $0.end(trailers: []) }
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(200), .ended])
            #expect(exchange.body == "again")
        }
    }

    @Test func aBodyThatIsThereGoesOutWithItsHead() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.skip(5)
            connection.respond()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(
                .to(port: service.port, .post, body: .whole(ByteBuffer(string: "hello"))))
            #expect(exchange.body == "ok")
        }
        #expect(service.received.hasSuffix("Content-Length: 5\r\n\r\nhello"))
    }

    @Test func aBodyThatArrivesGoesOutInChunks() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            _ = connection.read(until: "0\r\nX: y\r\n\r\n")
            connection.respond()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port, .post, body: .arrives(length: nil)))
            try await exchange.write("hello")
            try await exchange.write("world!")
            try await exchange.perform { $0.end(trailers: [HTTPField(name: .init("X")!, value: "y")]) }
            try await exchange.waitForEnd()
            #expect(exchange.body == "ok")
        }
        #expect(service.received.hasSuffix("5\r\nhello\r\n6\r\nworld!\r\n0\r\nX: y\r\n\r\n"))
    }

    @Test func trailersAndInterimResponsesComeBack() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")
            connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nX: y\r\n\r\n")
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port))
            #expect(exchange.events == [.informed(103), .began(200), .ended])
            #expect(exchange.heads.first?.headers == [HTTPField(name: .init("Link")!, value: "</a>")])
            #expect(exchange.trailers == [HTTPField(name: .init("X")!, value: "y")])
        }
    }

    @Test func aHeadHasNoBody() async throws {
        let service = try ScriptedService { connection in
            while connection.readHead() != nil { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n") }
        }
        try await StreamFixture.run { fixture in
            for _ in 0..<2 {
                let exchange = try await fixture.exchange(.to(port: service.port, .head))
                #expect(exchange.events == [.began(200), .ended])
                #expect(exchange.heads.first?.length == 100)
            }
        }
        #expect(service.connections == 1)
    }

    @Test func aTunnelCarriesBytesBothWays() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n")
            while let bytes = connection.readSome() { connection.write(bytes) }
            connection.write("bye")
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port, upgrade: "echo"))
            try await exchange.waitFor(.upgraded)
            try await exchange.write("hello")
            try await eventually("the echo comes back") { exchange.body == "hello" }
            try await exchange.perform { $0.end(trailers: []) }
            try await exchange.waitForEnd()
            #expect(exchange.body == "hellobye")
            #expect(exchange.events == [.upgraded, .ended])
            try await fixture.expectConnections(0, idle: 0)
        }
    }

    @Test func aTunnelGoesOnWhenTheServiceHasClosedItsSide() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nbye")
            connection.closeSending()
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port, upgrade: "echo"))
            try await exchange.waitForEnd()
            #expect(exchange.body == "bye" && exchange.events == [.upgraded, .ended])
            try await exchange.write("hello")
            try await eventually("the service hears it") { service.received.hasSuffix("hello") }
            #expect(service.openConnections == 1)
            try await exchange.perform { $0.end(trailers: []) }
            try await eventually("the service sees the end") { service.openConnections == 0 }
            try await fixture.expectConnections(0, idle: 0)
            #expect(exchange.ends == 1)
        }
    }

    /// Nobody hears what is sent to it, which is told once.
    @Test func aServiceThatClosesBothSidesIsToldOf() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n")
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port, upgrade: "echo"))
            try await exchange.waitForEnd()
            try await eventually("a byte is refused") {
                try await exchange.write("x")
                return exchange.ends == 2
            }
            #expect(exchange.events == [.upgraded, .ended, .failed(.reset, .exchanging)])
            try await fixture.expectConnections(0, idle: 0)
        }
    }

    /// What a service does, and what is told; each on a new connection.
    struct Failing: CustomStringConvertible, Sendable {
        let description: String
        let script: @Sendable (ScriptedConnection) -> Void
        let events: [RecordedExchange.Event]
    }

    private static let length10 = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"

    static let failing: [Failing] = [
        Failing(
            description: "closes before the request",
            script: { _ in }, events: [.failed(.reset, .exchanging)]),
        Failing(
            description: "closes without a response",
            script: { $0.readHead() }, events: [.failed(.reset, .exchanging)]),
        Failing(
            description: "resets without a response",
            script: { connection in
                connection.readHead()
                connection.resets()
            }, events: [.failed(.reset, .exchanging)]),
        Failing(
            description: "closes in the head",
            script: { connection in
                connection.readHead()
                connection.write("HTTP/1.1 200 OK\r\nContent-")
            }, events: [.failed(.reset, .exchanging)]),
        Failing(
            description: "closes in the body",
            script: { connection in
                connection.readHead()
                connection.write(length10 + "12345")
            }, events: [.began(200), .failed(.reset, .exchanging)]),
        Failing(
            description: "closes in a chunk",
            script: { connection in
                connection.readHead()
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123")
            }, events: [.began(200), .failed(.reset, .exchanging)]),
        Failing(
            description: "closes in front of the last chunk",
            script: { connection in
                connection.readHead()
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n")
            }, events: [.began(200), .failed(.reset, .exchanging)]),
        Failing(
            description: "speaks something else",
            script: { connection in
                connection.write("220 mail.example.com ESMTP\r\n")
                connection.waitForClose()
            }, events: [.failed(.badResponse, .exchanging)]),
        Failing(
            description: "sends more than it said",
            script: { connection in
                connection.readHead()
                connection.write(length10 + "1234567890 and more")
                connection.waitForClose()
            }, events: [.began(200), .ended]),
    ]

    @Test(arguments: failing)
    func aServiceThatFailsIsToldOnce(_ failing: Failing) async throws {
        let service = try ScriptedService(failing.script)
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port, .post))
            #expect(exchange.events == failing.events)
            #expect(exchange.ends == 1)
            try await fixture.expectConnections(0, idle: 0)
        }
    }

    @Test func aBodyWithoutLengthThatEndsInAResetIsNotComplete() async throws {
        let told = Atomic(false)
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\n\r\nok")
            while !told.load(ordering: .acquiring) {}
            connection.resets()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port))
            try await eventually("the body arrives") { exchange.body == "ok" }
            told.store(true, ordering: .releasing)
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(200), .failed(.reset, .exchanging)])
        }
    }

    @Test func aBodyWithoutLengthEndsWithItsConnection() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\n\r\nok")
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port))
            #expect(exchange.events == [.began(200), .ended] && exchange.body == "ok")
        }
    }

    @Test(arguments: ResponseReaderTests.bad)
    func aBadResponseIsNeverPassedOnAsComplete(_ row: ResponseReaderTests.Row) async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write(row.text)
            if !row.closes { connection.waitForClose() }
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port, .post))
            guard row.defect != .unsolicited else { return #expect(exchange.events.last == .ended) }
            let failure = row.defect?.failure(of: .init(scheme: .http, host: "127.0.0.1", port: service.port))
            #expect(exchange.failure?.reason == failure?.reason)
            #expect(exchange.failure?.message == failure?.message)
            try await fixture.expectConnections(0, idle: 0)
        }
    }

    @Test func aServiceThatRefusesTheConnectionHasSeenNothing() async throws {
        let service = try ScriptedService { _ in }
        service.close()
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port))
            #expect(exchange.events == [.failed(.connect, .connecting)])
        }
    }

    @Test func aNameThatDoesNotResolveIsDNS() async throws {
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(host: "nowhere.invalid"))
            #expect(exchange.events == [.failed(.dns, .connecting)])
        }
    }

    @Test func aNameHasItsAddressesTriedInTurn() async throws {
        // `localhost` may be ::1 first, where nobody listens.
        let service = try ScriptedService { $0.serve() }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(.to(port: service.port, host: "localhost"))
            #expect(exchange.body == "ok")
        }
    }

    @Test func aServiceThatDoesNotAnswerInTimeIsGivenUp() async throws {
        let service = try ScriptedService { $0.waitForClose() }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(
                .to(
                    port: service.port,
                    times: .init(connect: .seconds(60), response: .milliseconds(50), idle: .seconds(60))))
            #expect(exchange.events == [.failed(.timeout, .exchanging)])
            try await eventually("the service sees the connection close") { service.openConnections == 0 }
        }
    }

    @Test func aServiceThatFallsSilentIsGivenUp() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write(Self.length10)
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.exchange(
                .to(
                    port: service.port,
                    times: .init(connect: .seconds(60), response: .seconds(60), idle: .milliseconds(50))))
            #expect(exchange.events == [.began(200), .failed(.timeout, .exchanging)])
        }
    }

    @Test func aRequestThatFindsNoFreeConnectionIsGivenUp() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write(Self.length10)
            connection.waitForClose()
        }
        var configuration = StreamConfiguration()
        configuration.connectionsPerInstance = 1
        try await StreamFixture.run(configuration) { fixture in
            let first = try await fixture.open(.to(port: service.port))
            try await first.waitFor(.began(200))
            let second = try await fixture.exchange(
                .to(
                    port: service.port,
                    times: .init(connect: .milliseconds(50), response: .seconds(60), idle: .seconds(60))))
            #expect(second.failure?.phase == .connecting)
            #expect(service.connections == 1)
        }
    }

    @Test func aResponseBeforeTheEndOfItsRequestIsPassedOn() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.respond("too large", status: "413 Content Too Large")
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port, .post, body: .arrives(length: 1_000_000)))
            try await exchange.write("the beginning")
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(413), .ended] && exchange.body == "too large")
            // What is written behind the end goes nowhere.
            try await exchange.write("the rest")
            try await exchange.perform { $0.end(trailers: []) }
            #expect(exchange.ends == 1)
            try await fixture.expectConnections(0, idle: 0)
        }
    }

    /// The service's socket has unread bytes when it closes, which resets the connection behind the response.
    @Test func aServiceThatAnswersAndClosesAtOnceIsHeard() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.respond("no", status: "401 Unauthorized")
        }
        try await StreamFixture.run { fixture in
            let piece = ByteBuffer(repeating: 0x61, count: 16 << 10)
            let exchange = try await fixture.open(.to(port: service.port, .post, body: .arrives(length: nil))) {
                exchange, _ in
                while exchange.ends == 0, let stream = exchange.stream, stream.isWritable { stream.write(piece) }
            }
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(401), .ended] && exchange.body == "no")
        }
    }

    @Test(arguments: [("ab", "c"), ("a", "")])
    func aBodyThatIsNotAsLongAsItsHeadSaysEndsTheExchange(_ first: String, _ second: String) async throws {
        let service = try ScriptedService { $0.waitForClose() }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port, .post, body: .arrives(length: 2)))
            try await exchange.write(first)
            try await exchange.write(second)
            try await exchange.perform { $0.end(trailers: []) }
            try await exchange.waitForEnd()
            #expect(exchange.events == [.failed(.canceled, .exchanging)])
            try await eventually("the service sees the connection close") {
                service.connections == 1 && service.openConnections == 0
            }
        }
    }

    @Test func whatIsGivenUpIsToldNoMore() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write(Self.length10)
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port))
            try await exchange.waitFor(.began(200))
            try await exchange.perform { $0.cancel() }
            try await eventually("the service sees the connection close") { service.openConnections == 0 }
            #expect(exchange.events == [.began(200)])
            try await fixture.expectConnections(0, idle: 0)
        }
    }

    /// The connection that is being made is for the next request.
    @Test func whatIsGivenUpBeforeThereIsAConnectionCostsNone() async throws {
        let service = try ScriptedService { $0.serve() }
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port), cancels: true)
            try await fixture.expectConnections(1, idle: 1)
            #expect(try await fixture.exchange(.to(port: service.port)).body == "ok")
            try await fixture.expectConnections(1, idle: 1)
            #expect(exchange.events.isEmpty && service.connections == 1)
        }
    }

    @Test func anIdempotentRequestIsSentAgainOverANewConnection() async throws {
        let service = try ScriptedService { connection in
            guard connection.index == 1 else { return connection.serve("new") }
            connection.readHead()
            connection.respond("old")
            connection.readHead()
        }
        try await StreamFixture.run { fixture in
            let first = try await fixture.exchange(.to(port: service.port))
            #expect(first.body == "old")
            let exchange = try await fixture.exchange(
                .to(port: service.port, .put, body: .whole(ByteBuffer(string: "x"))))
            #expect(exchange.events == [.began(200), .ended] && exchange.body == "new")
        }
        #expect(service.connections == 2)
    }

    static let unrepeatable: [(HTTPRequest.Method, StreamedRequest.Body)] = [
        (.post, .none), (.patch, .whole(ByteBuffer(string: "x"))), (.put, .arrives(length: 1)),
        (.put, .whole(ByteBuffer(repeating: 0x61, count: 64 << 10 + 1))),
    ]

    @Test(arguments: unrepeatable)
    func noOtherRequestIsSentTwice(_ method: HTTPRequest.Method, _ body: StreamedRequest.Body) async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.respond()
            connection.readHead()
        }
        try await StreamFixture.run { fixture in
            _ = try await fixture.exchange(.to(port: service.port))
            var text = ""
            if case .arrives = body { text = "x" }
            let exchange = try await fixture.open(.to(port: service.port, method, body: body), writing: text)
            try await exchange.waitForEnd()
            #expect(exchange.events == [.failed(.reset, .exchanging)])
        }
        #expect(service.connections == 1)
    }

    @Test func whatAnIdleConnectionBringsIsTheResponseToNothing() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.respond("one")
            guard connection.index == 1 else { return connection.serve() }
            connection.respond("evil")
            connection.waitForClose()
        }
        try await StreamFixture.run { fixture in
            let first = try await fixture.exchange(.to(port: service.port))
            let second = try await fixture.exchange(.to(port: service.port, .post))
            #expect(first.body == "one" && second.body == "one")
        }
        #expect(service.connections == 2)
    }

    @Test func anIdleConnectionThatTheServiceClosedIsNotUsed() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.respond()
        }
        try await StreamFixture.run { fixture in
            for _ in 0..<5 {
                let exchange = try await fixture.exchange(.to(port: service.port, .post))
                #expect(exchange.body == "ok")
                try await eventually("the service has closed") { service.openConnections == 0 }
            }
        }
        #expect(service.connections == 5)
    }
}
