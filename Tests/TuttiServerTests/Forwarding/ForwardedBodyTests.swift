import Foundation
import ScriptedServices
import Synchronization
import Testing
import TuttiResilience

@testable import TuttiServer

/// Bodies of requests that are forwarded, and what they and their responses wait for.
@Suite(.timeLimit(.minutes(10))) struct ForwardedBodyTests {
    @Test(arguments: [
        ("Content-Length: 5\r\n", "12345", "Content-Length: 5", "12345"),
        ("Content-Length: 0\r\n", "", "Content-Length: 0", ""),
        ("", "", "Content-Length: 0", ""),
        (
            "Transfer-Encoding: chunked\r\n", "2;x=y\r\n12\r\n3\r\n345\r\n0\r\nX-Sum: 5\r\nHost: b\r\n\r\n",
            "Transfer-Encoding: chunked", "0\r\nX-Sum: 5\r\n\r\n"
        ),
    ])
    func aBodyIsFramedAnew(length: String, body: String, framing: String, end: String) async throws {
        try await RoutedGateway.forwarding(to: { connection in
            while connection.readHead() != nil {
                if !end.isEmpty { _ = connection.read(until: end) }
                connection.respond()
            }
        }) { gateway, service in
            let client = try gateway.client()
            for _ in 0..<2 {
                await client.send("POST /a HTTP/1.1\r\nHost: a\r\n\(length)\r\n\(body)")
                #expect(try await client.response().body == "ok")
            }
            #expect(service.received.contains("\r\n\(framing)\r\n"))
            #expect(service.received.hasSuffix(end))
            #expect(!service.received.contains("x=y"))
            #expect(service.connections == 1)
        }
    }

    @Test func theServiceSaysContinue() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write("HTTP/1.1 100 Continue\r\n\r\n")
            _ = connection.read(3)
            connection.respond()
            connection.waitForClose()
        }) { gateway, service in
            let client = try gateway.client()
            await client.send("PUT /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(try await client.text(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send("abc")
            #expect(try await client.response().body == "ok")
            #expect(service.received.contains("\r\nExpect: 100-continue\r\n"))
        }
    }

    /// The client waits no longer than it would for one that it speaks to itself, and then has to send at its rate.
    @Test func theGatewaySaysContinueWhereTheServiceDoesNot() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            _ = connection.read(3)
            connection.respond()
            connection.waitForClose()
        }) { gateway, service in
            let client = try gateway.client()
            await client.send("PUT /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(try await client.text(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send("abc")
            #expect(try await client.response().body == "ok")
        }
        try await RoutedGateway.forwarding(
            to: { connection in
                connection.readHead()
                connection.waitForClose()
            }, configure: { $0.limits.bodyTime = .milliseconds(50) }
        ) { gateway, service in
            let received = try await gateway.exchange(
                "PUT /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 408 "), "\(received)")
        }
    }

    @Test func aServiceThatWantsNoBodyGetsNone() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.respond("no", status: "417 Expectation Failed")
            connection.waitForClose()
        }) { gateway, service in
            let received = try await gateway.exchange(
                "PUT /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 417 ") && received.contains("\r\nConnection: close\r\n"))
            #expect(received.hasSuffix("\r\n\r\nno"))
            #expect(service.received.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func continueIsNotSaidToWhoHasNotAsked() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\nKeep-Alive: 3\r\n\r\n")
            connection.respond()
            connection.waitForClose()
        }) { gateway, _ in
            let received = try await gateway.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 103 \r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\n"))
        }
    }

    /// What is left of the request is nobody's any more, and the connection ends, for the next request might hide in it.
    @Test func aResponseThatComesEarlyIsPassedOn() async throws {
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            _ = connection.read(3)
            connection.respond("enough", status: "403 Forbidden")
            connection.waitForClose()
        }) { gateway, _ in
            let client = try gateway.client()
            await client.send("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\nabc")
            let received = try await client.rest()
            #expect(received.hasPrefix("HTTP/1.1 403 "))
            #expect(received.hasSuffix("\r\n\r\nenough"))
            #expect(try await gateway.log().first?.status == 403)
        }
    }

    @Test func theBoundIsThatOfTheRoute() async throws {
        let service = try ScriptedService { connection in
            while let head = connection.readHead() {
                let length = head.firstMatch(of: /Content-Length: ([0-9]+)/).flatMap { Int($0.1) } ?? 0
                connection.skip(length)
                connection.respond("\(length)")
            }
        }
        let routes = """
            route: /small
            to: orders
            max-request-body: 4
            ---
            route: /large
            to: orders
            max-request-body: unlimited
            ---
            route: /usual
            to: orders
            """
        try await RoutedGateway.serving(routes, ["orders": [service.port]], defaults: "{ max-request-body: 10 }") {
            gateway in
            for (path, length, status) in [
                ("/small", 4, 200), ("/small", 5, 413), ("/usual", 10, 200), ("/usual", 11, 413),
                ("/large", 100_000, 200),
                ("/nowhere", 11, 413), ("/nowhere", 10, 404),
            ] {
                let client = try gateway.client()
                await client.send(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(length)\r\n\r\n"
                        + String(repeating: "x", count: length))
                #expect(try await client.response().status == status, "\(path) \(length)")
            }
        }
    }

    @Test func aBufferedBodyIsThereBeforeTheServiceIsAsked() async throws {
        try await RoutedGateway.forwarding(
            "buffer: request\n",
            to: { connection in
                connection.readHead()
                _ = connection.read(6)
                connection.respond()
                connection.waitForClose()
            }
        ) { gateway, service in
            let client = try gateway.client()
            await client.send(
                "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nTransfer-Encoding: chunked\r\n\r\n")
            #expect(try await client.text(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            await client.send("3\r\nabc\r\n")
            #expect(service.connections == 0)
            await client.send("3\r\ndef\r\n0\r\n\r\n")
            #expect(try await client.response().body == "ok")
            #expect(service.received.contains("\r\nContent-Length: 6\r\n"))
            #expect(!service.received.contains("Expect"))
            #expect(service.received.hasSuffix("\r\n\r\nabcdef"))
        }
    }

    private static let size = 100 << 20
    private static let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)

    /// The system's buffers on the way take some megabytes; the gateway's own stay as they are.
    @Test func aClientThatReadsSlowlyHoldsTheServiceUp() async throws {
        let written = Atomic(0)
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(Self.size)\r\n\r\n")
            for _ in 0..<(Self.size / Self.piece.count) where connection.write(Self.piece) {
                written.add(Self.piece.count, ordering: .relaxed)
            }
            connection.waitForClose()
        }) { gateway, _ in
            let client = try gateway.client(receiveBuffer: 4096)
            await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            try await Self.stands(written)
            #expect(written.load(ordering: .relaxed) < 20 << 20)
            let count = try await client.restCount()
            #expect(count > Self.size && count < Self.size + 1000)
            #expect(try await gateway.log().first?.bytes == Self.size)
        }
    }

    @Test(arguments: [true, false]) func aServiceThatReadsSlowlyHoldsTheClientUp(isChunked: Bool) async throws {
        let isReading = DispatchSemaphore(value: 0)
        try await RoutedGateway.forwarding(
            "max-request-body: unlimited\n",
            to: { connection in
                connection.readHead()
                isReading.wait()
                var count = 0
                if isChunked {
                    while let line = connection.read(until: "\r\n"), let size = Int(line.dropLast(), radix: 16) {
                        count += connection.skip(size)
                        connection.skip(2)
                        if size == 0 { break }
                    }
                } else {
                    count = connection.skip(Self.size)
                }
                connection.respond("\(count)")
                connection.waitForClose()
            }
        ) { gateway, _ in
            let sent = Atomic(0)
            let client = try gateway.client()
            let length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(Self.size)"
            await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(length)\r\n\r\n")
            let sending = Task {
                for _ in 0..<(Self.size / Self.piece.count) {
                    let piece = isChunked ? Array("10000\r\n".utf8) + Self.piece + Array("\r\n".utf8) : Self.piece
                    guard await client.send(piece) else { return }
                    sent.add(Self.piece.count, ordering: .relaxed)
                }
                if isChunked { await client.send("0\r\n\r\n") }
            }
            try await Self.stands(sent)
            #expect(sent.load(ordering: .relaxed) < 20 << 20)
            isReading.signal()
            await sending.value
            #expect(try await client.response().body == "\(Self.size)")
            #expect(try await gateway.log().first?.requestBytes == Self.size)
        }
    }

    /// Waits until a count has stood still for a while.
    private static func stands(_ count: borrowing Atomic<Int>) async throws {
        var last = -1
        var times = 0
        while times < 5 {
            try await Task.sleep(for: .milliseconds(100))
            let now = count.load(ordering: .relaxed)
            times = now == last && now > 0 ? times + 1 : 0
            last = now
        }
    }
}
