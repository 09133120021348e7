import HTTPTypes
import NIOCore
import Testing
import TuttiUpstream

@testable import TuttiStreams

/// What a connection does, without a socket.
@Suite struct ConnectionMachineTests {
    typealias Event = ConnectionMachine.Event

    private func events(_ machine: inout ConnectionMachine) -> [Event] {
        var events: [Event] = []
        while let event = machine.next() { events.append(event) }
        return events
    }

    private func received(_ text: String, _ machine: inout ConnectionMachine) -> [Event] {
        machine.received(ByteBuffer(string: text))
        return events(&machine)
    }

    private func head(_ status: Int, _ length: Int?, _ headers: (HTTPField.Name, String)...) -> StreamedResponseHead {
        StreamedResponseHead(
            status: status, headers: headers.map { HTTPField(name: $0.0, value: $0.1) }, length: length)
    }

    private let ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
    private var okEvents: [Event] {
        [.began(head(200, 2, (.contentLength, "2"))), .body(ByteBuffer(string: "ok"))]
    }

    @Test func oneExchangeFollowsAnother() {
        var machine = ConnectionMachine()
        for _ in 0..<3 {
            _ = machine.begin(.to())
            #expect(received(ok, &machine) == okEvents + [.ended(trailers: [], isReusable: true)])
        }
    }

    @Test func nothingIsToldWhileNobodyAsks() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to())
        machine.received(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nok"))
        machine.received(ByteBuffer(string: "ok"))
        machine.inputEnded(isClean: true)
        #expect(machine.next() == .began(head(200, 4, (.contentLength, "4"))))
        #expect(machine.next() == .body(ByteBuffer(string: "okok")))
        #expect(machine.next() == .ended(trailers: [], isReusable: false))
        #expect(machine.next() == nil)
    }

    @Test func aResponseThatIsCompleteBeforeItsRequestEndsTheConnection() throws {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(.post, body: .arrives(length: 10)))
        _ = try machine.write(ByteBuffer(string: "12345"))
        #expect(!machine.isRequestSent)
        #expect(received(ok, &machine) == okEvents + [.ended(trailers: [], isReusable: false)])
    }

    @Test func aResponseMayBeginBeforeItsRequestIsComplete() throws {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(.post, body: .arrives(length: nil)))
        #expect(received("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", &machine).count == 2)
        #expect(try machine.end(trailers: []) == .send(ByteBuffer(string: "0\r\n\r\n")))
        // What the service has read of the request is not known.
        #expect(
            received("k", &machine) == [.body(ByteBuffer(string: "k")), .ended(trailers: [], isReusable: false)])
    }

    // A service that reads no body with these methods takes it for the next request.
    @Test(arguments: [HTTPRequest.Method.get, .head, .options])
    func nothingFollowsABodyThatMeansNothing(method: HTTPRequest.Method) throws {
        for body in [StreamedRequest.Body.whole(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n")), .arrives(length: nil)] {
            var machine = ConnectionMachine()
            _ = machine.begin(.to(method, body: body))
            if case .arrives = body {
                _ = try machine.end(trailers: [])
            } else {
                _ = try machine.write(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\n"))
            }
            let events = received("HTTP/1.1 204 No Content\r\n\r\n", &machine)
            #expect(events.last == .ended(trailers: [], isReusable: false))
        }
    }

    @Test func aBodyIsAsLongAsItsHeadSays() throws {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(.post, body: .arrives(length: 3)))
        #expect(try machine.write(ByteBuffer(string: "ab")) == .init(bytes: ByteBuffer(string: "ab")))
        #expect(throws: RequestDefect.tooLong) { try machine.write(ByteBuffer(string: "cd")) }
        #expect(throws: RequestDefect.tooShort) { try machine.end(trailers: []) }
    }

    @Test func aBodyOfKnownLengthIsCompleteWithItsLastByte() throws {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(.post, body: .arrives(length: 2)))
        _ = try machine.write(ByteBuffer(string: "ab"))
        #expect(machine.isRequestSent)
        #expect(try machine.end(trailers: [HTTPField(name: .init("X")!, value: "y")]) == .nothing)
        #expect(throws: RequestDefect.tooLong) { try machine.write(ByteBuffer(string: "c")) }
    }

    @Test func aBodyOfUnknownLengthGoesOutInChunks() throws {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(.post, body: .arrives(length: nil)))
        let framed = try machine.write(ByteBuffer(string: "0123456789ab"))
        #expect(framed.head == ByteBuffer(string: "c\r\n") && framed.end == ByteBuffer(string: "\r\n"))
        #expect(
            try machine.end(trailers: [HTTPField(name: .init("X")!, value: "y")])
                == .send(ByteBuffer(string: "0\r\nX: y\r\n\r\n")))
    }

    @Test func aSwitchOfProtocolsMakesATunnel() throws {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(upgrade: "x"))
        let told = received("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nhello", &machine)
        #expect(told == [.upgraded(head(101, 0, (.upgrade, "x"))), .body(ByteBuffer(string: "hello"))])
        #expect(try machine.write(ByteBuffer(string: "hi")) == .init(bytes: ByteBuffer(string: "hi")))
        #expect(try machine.end(trailers: []) == .closeOutput)
        machine.inputEnded(isClean: true)
        #expect(events(&machine) == [.halfClosed] && machine.isOver)
    }

    @Test func bytesGoToAServiceThatSendsNothingMore() throws {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(upgrade: "x"))
        _ = received("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n", &machine)
        machine.inputEnded(isClean: true)
        #expect(events(&machine) == [.halfClosed])
        #expect(try machine.write(ByteBuffer(string: "hi")) == .init(bytes: ByteBuffer(string: "hi")))
        #expect(try machine.end(trailers: []) == .closeOutput)
    }

    @Test func anUpgradeThatIsDeclinedLeavesTheConnectionAsItIs() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(upgrade: "x"))
        #expect(received(ok, &machine).last == .ended(trailers: [], isReusable: true))
    }

    @Test func aSwitchOfProtocolsBeforeTheRequestIsCompleteIsRefused() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(.post, body: .arrives(length: 1), upgrade: "x"))
        #expect(received("HTTP/1.1 101 Switching\r\n\r\n", &machine) == [.failed(.switchedProtocols)])
    }

    @Test func anEndThatIsNotCleanTruncatesWhatOnlyAnEndDelimits() {
        for (text, expected) in [
            ("HTTP/1.1 200 OK\r\n\r\nok", ResponseDefect.truncated), ("", .unanswered),
        ] {
            var machine = ConnectionMachine()
            _ = machine.begin(.to())
            machine.received(ByteBuffer(string: text))
            machine.inputEnded(isClean: false)
            #expect(events(&machine).last == .failed(expected))
        }
    }

    @Test func aTunnelThatIsResetHasNotEnded() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to(upgrade: "x"))
        machine.received(ByteBuffer(string: "HTTP/1.1 101 Switching\r\n\r\n"))
        machine.inputEnded(isClean: false)
        #expect(events(&machine).last == .failed(.truncated))
    }

    @Test func theEndOfTheConnectionEndsABodyWithoutLength() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to())
        machine.received(ByteBuffer(string: "HTTP/1.1 200 OK\r\n\r\nok"))
        machine.inputEnded(isClean: true)
        let expected: [Event] = [
            .began(head(200, nil)), .body(ByteBuffer(string: "ok")), .ended(trailers: [], isReusable: false),
        ]
        #expect(events(&machine) == expected)
    }

    @Test func whatArrivesBehindAResponseEndsTheConnection() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to())
        #expect(received(ok + "HTTP/1.1 200 OK", &machine).last == .ended(trailers: [], isReusable: false))
        #expect(machine.next() == nil)
    }

    @Test func nothingIsToldBehindAFailure() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to())
        #expect(received("nonsense\r\n", &machine) == [.failed(.statusLine)])
        #expect(received(ok, &machine) == [])
        machine.inputEnded(isClean: true)
        #expect(machine.next() == nil)
    }

    @Test func interimResponsesComeBeforeTheResponse() {
        var machine = ConnectionMachine()
        _ = machine.begin(.to())
        let hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
        let interim: [Event] = [.informed(head(103, 0, (.init("Link")!, "</a>")))]
        #expect(received(hints + ok, &machine) == interim + okEvents + [.ended(trailers: [], isReusable: true)])
    }
}
