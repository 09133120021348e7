import Foundation
import ScriptedServices
import Synchronization
import Testing
import TuttiResilience

@testable import TuttiServer

/// What the client gets, and what the log says, when a service or a client fails in one phase or another of an exchange.
@Suite(.timeLimit(.minutes(10))) struct ForwardingFaultTests {
    /// What a service does once it has read a request's head.
    struct ServiceFault: Sendable, CustomTestStringConvertible {
        let name: String
        /// What it sends.
        let bytes: String
        /// How its connection ends: in order, by a reset, or not at all.
        enum End { case close, reset, silence }
        let end: End
        /// What the client gets: the status and the end of the body; nil for a status without a whole body.
        let status: Int
        let body: String?
        /// What the log says of the call.
        let call: String

        var testDescription: String { name }

        init(_ name: String, _ bytes: String, _ end: End, _ status: Int, _ body: String?, _ call: String) {
            self.name = name
            self.bytes = bytes
            self.end = end
            self.status = status
            self.body = body
            self.call = call
        }
    }

    private static let head = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
    private static let chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    static let serviceFaults = [
        // Before the head of the response.
        ServiceFault("closes at once", "", .close, 502, "reset", "failed reset"),
        ServiceFault("resets at once", "", .reset, 502, "reset", "failed reset"),
        ServiceFault("says nothing", "", .silence, 504, "timeout", "failed timeout"),
        ServiceFault("closes within the head", "HTTP/1.1 200 OK\r\nA: b", .close, 502, "reset", "failed reset"),
        ServiceFault("resets within the head", "HTTP/1.1 200 OK\r\nA: b", .reset, 502, "reset", "failed reset"),
        ServiceFault("stops within the head", "HTTP/1.1 200 OK\r\nA: b", .silence, 504, "timeout", "failed timeout"),
        ServiceFault("speaks no HTTP", "SSH-2.0-x\r\n\r\n", .silence, 502, "bad_response", "failed bad_response"),
        ServiceFault(
            "says two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", .silence, 502,
            "bad_response", "failed bad_response"),
        ServiceFault(
            "says a length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
            .silence, 502, "bad_response", "failed bad_response"),
        ServiceFault(
            "switches protocols unasked", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .silence, 502,
            "bad_response", "failed bad_response"),
        ServiceFault("only informs", "HTTP/1.1 103 Early Hints\r\n\r\n", .silence, 504, "timeout", "failed timeout"),
        ServiceFault(
            "informs without end", String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 40), .silence, 502,
            "bad_response", "failed bad_response"),
        // Behind it.
        ServiceFault("closes within the body", head + "1234", .close, 200, nil, "failed reset 200"),
        ServiceFault("resets within the body", head + "1234", .reset, 200, nil, "failed reset 200"),
        ServiceFault("stops within the body", head + "1234", .silence, 200, nil, "failed timeout 200"),
        ServiceFault("closes within chunks", chunks + "4\r\n1234\r\n", .close, 200, nil, "failed reset 200"),
        ServiceFault("closes within a chunk", chunks + "4\r\n12", .close, 200, nil, "failed reset 200"),
        ServiceFault("breaks its chunks", chunks + "4\r\n1234x", .silence, 200, nil, "failed bad_response 200"),
        ServiceFault("stops within chunks", chunks + "4\r\n1234\r\n", .silence, 200, nil, "failed timeout 200"),
        ServiceFault(
            "sends more than it says", head + "1234567890HTTP/1.1 200 OK\r\n\r\n", .silence, 200, "1234567890",
            "ok 200"),
        // No fault of the connection.
        ServiceFault(
            "answers with an error", "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 2\r\n\r\nno", .silence, 503,
            "no", "failed status 503"),
        ServiceFault(
            "answers with what is about the request", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno",
            .silence, 404, "no", "ok 404"),
    ]

    @Test(arguments: serviceFaults, ["1.1", "1.0"])
    func aServiceFails(fault: ServiceFault, version: String) async throws {
        try await RoutedGateway.forwarding(
            "timeout: 300ms\nidle-timeout: 300ms\n",
            to: { connection in
                connection.readHead()
                connection.write(fault.bytes)
                switch fault.end {
                case .close: break
                case .reset:
                    // What was sent is to be read before.
                    if !fault.bytes.isEmpty { Thread.sleep(forTimeInterval: 0.1) }
                    connection.resets()
                case .silence: connection.waitForClose()
                }
            }
        ) { gateway, service in
            let client = try gateway.client()
            await client.send("GET /a HTTP/\(version)\r\nHost: a\r\nConnection: close\r\n\r\n")
            var (received, isReset) = try await client.restOrReset()
            if received.hasPrefix("HTTP/1.1 103 ") {
                received = String(received.trimmingPrefix(/(HTTP\/1.1 103 \r\n\r\n)+/))
            }
            // A reset may overtake what came before it.
            #expect(received.hasPrefix("HTTP/1.1 \(fault.status) ") || isReset, "\(received)")
            if let body = fault.body {
                #expect(!isReset)
                #expect(
                    fault.call.contains("\(fault.status)") ? received.hasSuffix(body) : received.contains("\"\(body)\"")
                )
            } else {
                // The client can't take what it has for the whole.
                #expect(isReset == (version == "1.0" && !received.contains("Content-Length")))
                #expect(!received.hasSuffix("\r\n0\r\n\r\n"))
                #expect(received.contains("Content-Length: 10\r\n") || received.contains("chunked") || isReset)
            }
            let line = try #require(try await gateway.log().first)
            #expect(line.status == fault.status)
            #expect(line.call() == fault.call)
            #expect(line.isBrokenOff == (fault.body == nil))
            #expect(!line.isDisconnected)
            #expect(service.connections == 1)
        }
    }

    @Test func aServiceThatIsNotThereIs502() async throws {
        let port = try RefusingPort()
        try await RoutedGateway.serving("route: /**\nto: orders", ["orders": [port.number]]) { gateway in
            let received = try await gateway.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(received.hasPrefix("HTTP/1.1 502 "))
            #expect(received.contains("\"reason\":\"connect\""))
            #expect(!received.contains("127.0.0.1"))
            let line = try await gateway.log().first
            #expect(line?.call() == "failed connect")
        }
    }

    /// It can be certain that the first one has seen nothing.
    @Test(arguments: ["GET", "POST"]) func anInstanceThatIsNotThereGivesWayToTheNext(method: String) async throws {
        let gone = try RefusingPort()
        let service = try ScriptedService { connection in
            while let head = connection.readHead() {
                if head.hasPrefix("POST") { _ = connection.read(3) }
                connection.respond()
            }
        }
        try await RoutedGateway.serving("route: /**\nto: orders", ["orders": [gone.number, service.port]]) { gateway in
            let client = try gateway.client()
            for _ in 0..<4 {
                let body = method == "POST" ? "Content-Length: 3\r\n\r\nabc" : "\r\n"
                await client.send("\(method) / HTTP/1.1\r\nHost: a\r\n\(body)")
                #expect(try await client.response().body == "ok")
            }
            #expect(try await gateway.log(4).map { $0.call() } == Array(repeating: "ok 200", count: 4))
        }
    }

    /// A second attempt is made where the files ask for it, and where nothing can be done twice by it.
    @Test(arguments: [
        ("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "503", 2, "ok 200 in 2"),
        ("GET /a HTTP/1.1\r\nHost: a\r\n\r\n", "", 2, "ok 200 in 2"),
        ("PUT /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc", "503", 1, "failed status 503"),
        ("POST /a HTTP/1.1\r\nHost: a\r\n\r\n", "503", 1, "failed status 503"),
        ("POST /a HTTP/1.1\r\nHost: a\r\n\r\n", "", 1, "failed reset"),
    ])
    func aRequestIsSentAgain(request: String, first: String, times: Int, call: String) async throws {
        let route = "retry: { attempts: 2, on: [reset, 503], backoff: 1ms }\n"
        try await RoutedGateway.forwarding(
            route,
            to: { connection in
                while let head = connection.readHead() {
                    if head.hasPrefix("PUT") { _ = connection.read(3) }
                    if connection.index > 1 {
                        connection.respond()
                    } else if first.isEmpty {
                        return
                    } else {
                        connection.write("HTTP/1.1 \(first) X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                        return
                    }
                }
            }, settings: ", retry: { budget: 1.0 }"
        ) { gateway, service in
            let client = try gateway.client()
            await client.send(request)
            _ = try await client.response()
            #expect(try await gateway.log().first?.call() == call)
            #expect(service.connections == times)
        }
    }

    /// The queue of the service is the one of calls; nothing of a body is read there.
    @Test func aRequestWaitsForAPermit() async throws {
        let isFree = DispatchSemaphore(value: 0)
        try await RoutedGateway.forwarding(
            to: { connection in
                while let head = connection.readHead() {
                    if head.contains("/first") { isFree.wait() }
                    if head.hasPrefix("POST") { _ = connection.read(3) }
                    connection.respond()
                }
            }, settings: ", concurrency: { at-once: 1, waiting: 1 }"
        ) { gateway, service in
            let first = try gateway.client()
            await first.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the first is there") { service.connections == 1 }
            let second = try gateway.client()
            await second.send("POST /second HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
            try await eventually("the second waits") {
                try await gateway.server.samples()["tutti_limiter_queued{service=orders}"] == 1
            }
            let third = try await gateway.exchange("GET /third HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(third.hasPrefix("HTTP/1.1 503 ") && third.contains("\"reason\":\"overloaded\""))
            isFree.signal()
            #expect(try await first.response().body == "ok")
            #expect(try await second.response().body == "ok")
            #expect(service.connections == 1)
            #expect(try await gateway.log(3).map { $0.call() } == ["failed overloaded", "ok 200", "ok 200"])
        }
    }

    @Test func whoLeavesTheQueueIsForgotten() async throws {
        let isFree = DispatchSemaphore(value: 0)
        try await RoutedGateway.forwarding(
            to: { connection in
                while let head = connection.readHead() {
                    if head.contains("/first") { isFree.wait() }
                    connection.respond()
                }
            }, settings: ", concurrency: { at-once: 1, waiting: 1 }"
        ) { gateway, service in
            let first = try gateway.client()
            await first.send("GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the first is there") { service.connections == 1 }
            let second = try gateway.client()
            await second.send("GET /second HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the second waits") {
                try await gateway.server.samples()["tutti_limiter_queued{service=orders}"] == 1
            }
            await second.disconnect()
            let lines = try await gateway.log()
            #expect(lines.first?.status == 499)
            #expect(lines.first?.call() == "failed canceled")
            isFree.signal()
            #expect(try await first.response().body == "ok")
            #expect(try await gateway.server.samples()["tutti_limiter_running{service=orders}"] == 0)
            #expect(!service.received.contains("/second"))
        }
    }

    /// What a client does to its request.
    struct ClientFault: Sendable, CustomTestStringConvertible {
        let name: String
        /// What it sends, and then, when the service has that, what goes wrong.
        let bytes: String
        var more = ""
        /// Whether it leaves then; else it waits for the end.
        let leaves: Bool
        let status: Int
        let call: String

        var testDescription: String { name }
    }

    static let clientFaults = [
        ClientFault(
            name: "leaves behind its request", bytes: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", leaves: true, status: 499,
            call: "failed canceled"),
        ClientFault(
            name: "leaves within its body", bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123",
            leaves: true, status: 499, call: "failed canceled"),
        ClientFault(
            name: "leaves within its chunks",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n", leaves: true,
            status: 499, call: "failed canceled"),
        ClientFault(
            name: "breaks its chunks",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n", more: "x\r\n",
            leaves: false,
            status: 400, call: "failed canceled"),
        ClientFault(
            name: "sends too much in chunks",
            bytes: "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n",
            more: "8\r\n12345678\r\n",
            leaves: false, status: 413, call: "failed canceled"),
        ClientFault(
            name: "stops within its body", bytes: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n123",
            leaves: false, status: 408, call: "failed canceled"),
    ]

    /// The service never gets a request that it could take for a whole one.
    @Test(arguments: clientFaults) func aClientFails(fault: ClientFault) async throws {
        try await RoutedGateway.forwarding(
            "max-request-body: 10\n",
            to: { connection in
                connection.readHead()
                connection.waitForClose()
            }, configure: { if fault.status == 408 { $0.limits.bodyTime = .milliseconds(300) } }
        ) { gateway, service in
            let client = try gateway.client()
            await client.send(fault.bytes)
            let part = fault.bytes.contains("123") ? "123" : "\r\n\r\n"
            try await eventually("the service has a part") { service.received.contains(part) }
            await client.send(fault.more)
            if fault.leaves {
                await client.disconnect()
            } else {
                #expect(try await client.rest().hasPrefix("HTTP/1.1 \(fault.status) "))
            }
            let line = try #require(try await gateway.log().first)
            #expect(line.status == fault.status)
            #expect(line.isDisconnected == fault.leaves)
            #expect(line.call() == fault.call)
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
            #expect(!service.received.hasSuffix("\r\n0\r\n\r\n"))
        }
    }

    @Test(arguments: [true, false]) func aClientThatLeavesWithinItsResponseEndsTheService(resets: Bool) async throws {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
        try await RoutedGateway.forwarding(to: { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 40)\r\n\r\n")
            while connection.write(piece) {}
        }) { gateway, service in
            let client = try gateway.client()
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.text(until: "xxx")
            await client.disconnect(reset: resets)
            let line = try #require(try await gateway.log().first)
            #expect(line.status == 200)
            #expect(line.isDisconnected)
            #expect(line.call() == "ok 200")
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
        }
    }

    /// The response can't be taken for whole, nor can the service take the request for it.
    @Test(arguments: [("x\r\n", "breaks its chunks"), ("8\r\n12345678\r\n", "sends too much"), ("", "stops")])
    func aClientThatFailsBehindTheHeadOfItsResponseIsCutOff(bytes: String, what: String) async throws {
        try await RoutedGateway.forwarding(
            "max-request-body: 10\n",
            to: { connection in
                connection.readHead()
                connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
                connection.waitForClose()
            }, configure: { if what == "stops" { $0.limits.bodyTime = .milliseconds(300) } }
        ) { gateway, service in
            let client = try gateway.client()
            await client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n")
            _ = try await client.text(until: "abc\r\n")
            await client.send(bytes)
            #expect(try await client.restOrReset().text.isEmpty)
            let line = try #require(try await gateway.log().first)
            #expect(line.status == 200 && line.isBrokenOff && !line.isDisconnected)
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
            #expect(!service.received.hasSuffix("\r\n0\r\n\r\n"))
        }
    }

    @Test func aClientThatReadsNothingIsCutOff() async throws {
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 << 10)
        try await RoutedGateway.forwarding(
            to: { connection in
                connection.readHead()
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(1 << 40)\r\n\r\n")
                while connection.write(piece) {}
            }, configure: { $0.limits.writeTime = .milliseconds(200) }
        ) { gateway, service in
            let client = try gateway.client(receiveBuffer: 4096)
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            let line = try #require(try await gateway.log().first)
            #expect(line.status == 200 && line.isDisconnected && line.call() == "ok 200")
            try await eventually("the service's connection is closed") { service.openConnections == 0 }
            #expect(try await client.restCount() < 1 << 40)
        }
    }

    /// The next request goes over the same connections.
    @Test func aShortBodyThatNobodyWantsCostsNoConnection() async throws {
        let port = try RefusingPort()
        try await RoutedGateway.serving("route: /**\nto: orders", ["orders": [port.number]]) { gateway in
            let client = try gateway.client()
            for _ in 0..<2 {
                await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")
                #expect(try await client.response().status == 502)
            }
        }
    }
}
