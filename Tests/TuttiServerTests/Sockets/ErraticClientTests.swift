import NIOCore
import SeededRandom
import Testing
import TuttiEngine
import TuttiResilience

@testable import TuttiServer

/// Clients that send in crumbs, read slowly, stop sending or are gone: each gets exactly its responses, in order.
@Suite(.timeLimit(.minutes(10))) struct ErraticClientTests {
    /// How a client ends what it sends.
    private enum Ending: CaseIterable {
        case asksToClose
        case closesItsHalf
        case leaves
        case resets
    }

    @Test(arguments: 0..<12 as Range<UInt64>) func eachGetsItsResponsesInOrder(seed: UInt64) async throws {
        try await withServer(
            ["GET /large/{size}", "POST /echo"], loops: 2,
            // On a busy machine a client may be without its share of the time for long.
            configure: { $0.limits.headTime = .seconds(300) },
            script: { request, _ in
                guard let size = request.pathParameters.first.flatMap(Int.init) else {
                    return .json(String(decoding: request.body, as: UTF8.self))
                }
                if size % 3 == 0 { await Task.yield() }
                return .json(Self.largeBody(size))
            }
        ) { server in
            try await withThrowingTaskGroup { group in
                for client in 0..<16 as Range<UInt64> {
                    group.addTask {
                        var random = SeededGenerator(seed: seed << 8 | client)
                        for _ in 0..<3 { try await Self.visit(server, &random) }
                    }
                }
                try await group.waitForAll()
            }
            try await eventually("all connections are closed") {
                var open = 0
                for worker in server.workers { open += try await worker.run { worker.clients.value.openCount } }
                return open == 0
            }
            #expect(try await server.admin("/healthz").status == 200)
        }
    }

    private static func visit(_ server: GatewayServer, _ random: inout SeededGenerator) async throws {
        let client = try server.client(receiveBuffer: random.chance(30) ? 4096 : nil)
        let ending = Ending.allCases.randomElement(using: &random) ?? .leaves
        // In all less than the sockets hold, so that sending never waits for reading.
        let requests = (0..<Int.random(in: 1...12, using: &random)).map { _ in request(&random) }
        var bytes = Array(requests.map(\.text).joined().utf8)
        if ending == .asksToClose {
            bytes += "GET /large/1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".utf8
        }
        let isGone = ending == .leaves || ending == .resets
        if isGone { bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random)) }

        var sent = 0
        while sent < bytes.count {
            let most = random.chance(50) ? 40 : 4_000
            let end = min(bytes.count, sent + Int.random(in: 1...most, using: &random))
            await client.send(Array(bytes[sent..<end]))
            sent = end
            if random.chance(20) { try await Task.sleep(for: .microseconds(Int.random(in: 0...500, using: &random))) }
        }
        if isGone { return await client.disconnect(reset: ending == .resets) }
        if ending == .closesItsHalf { await client.closeSending() }
        for request in requests {
            guard let response = try await response(to: client, ending) else { return }
            #expect(response.status == request.status)
            if let body = request.body { #expect(response.body == body) }
        }
        if ending == .asksToClose { #expect(try await client.response().body == largeBody(1)) }
        #expect(try await client.rest().isEmpty)
    }

    /// The next response; a client that has closed its half counts as gone once that is seen, and may get less than all.
    private static func response(to client: RawClient, _ ending: Ending) async throws -> RawResponse? {
        do {
            return try await client.response()
        } catch let failure where ending == .closesItsHalf && failure is RawClient.Closed {
            return nil
        }
    }

    /// A request, and what is to come back; without a body where that speaks of the request's number.
    private static func request(
        _ random: inout SeededGenerator
    ) -> (text: String, status: Int, body: String?) {
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return ("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 404, nil)
        case 1..<5:
            let body = "\"" + String(repeating: "e", count: Int.random(in: 0...3_000, using: &random)) + "\""
            let framing =
                random.chance(50)
                ? "Content-Length: \(body.count)\r\n\r\n\(body)"
                : "Transfer-Encoding: chunked\r\n\r\n\(String(body.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n"
            return ("POST /echo HTTP/1.1\r\nHost: a\r\n\(framing)", 200, body)
        default:
            // To both sides of the size from which a body is written from where it is.
            let size = random.chance(30) ? Int.random(in: 30_000...300_000, using: &random) : Int(random.next() % 200)
            return ("GET /large/\(size) HTTP/1.1\r\nHost: a\r\n\r\n", 200, largeBody(size))
        }
    }

    /// At least so many bytes, none of which can be missing or doubled unseen.
    private static func largeBody(_ size: Int) -> String {
        "[" + (0...size / 8).map { String(1_000_000 + $0) }.joined(separator: ",") + "]"
    }
}
