import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

/// How much of one transfer a turn of the worker takes, for that long all other requests wait.
@Suite struct TurnTests {
    /// The most that the body of the only transfer grows by from one look at it to the next, before and after decoding, while
    /// it comes; there are turns in between, one or more for each look.
    private static func growth(
        on transport: CurlTransport, while sending: Task<UpstreamResult, Never>
    ) async -> (encoded: Int, decoded: Int, looks: Int) {
        await Task(executorPreference: transport) {
            var (most, last) = ((encoded: 0, decoded: 0, looks: 0), (encoded: 0, decoded: 0))
            let end = Ended()
            let waiting = Task(executorPreference: transport) {
                _ = await sending.value
                end.hasCome = true
            }
            while !end.hasCome {
                let body = transport.withTransfers { $0.running.first?.collector.body } ?? nil
                if let body {
                    let counts = (encoded: body.encodedCount, decoded: body.decodedCount)
                    most.encoded = max(most.encoded, counts.encoded - last.encoded)
                    most.decoded = max(most.decoded, counts.decoded - last.decoded)
                    if counts != last { most.looks += 1 }
                    last = counts
                }
                await nextTurn(of: transport)
            }
            await waiting.value
            return most
        }.value
    }

    /// Waits for another turn of the worker: what a task adds to the queue may run in this one.
    private static func nextTurn(of transport: CurlTransport) async {
        await withUnsafeContinuation { (continuation: UnsafeContinuation<Void, Never>) in
            _ = transport.schedule(at: transport.now) { continuation.resume() }
        }
    }

    /// Touched on the worker's thread alone.
    private final class Ended: @unchecked Sendable {
        var hasCome = false
    }

    // libcurl reads a hundred times in a turn what comes as fast as it's read: 6 MB.
    @Test func turnTakesABoundedPartOfABody() async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: 20000000\r\n\r\n")
            connection.write([UInt8](repeating: 0x20, count: 20_000_000))
            connection.waitForClose()
        } _: { transport, server in
            let call = server.call(maximumResponseBytes: 20_000_000)
            let sending = Task { await transport.send(call, within: .seconds(300)) }
            let growth = await Self.growth(on: transport, while: sending)
            #expect(await sending.value.response?.body.count == 20_000_000)
            // Two rounds in a turn: for its socket, and because it was held back.
            #expect(
                growth.encoded <= 2 * (CurlTransfer.mostWork + CurlTransportConfiguration().receiveBufferBytes),
                "\(growth)")
        }
    }

    // 300 kB of gzip stand for 48 MB: decoded at once they'd hold the worker for as long as that takes.
    @Test func turnDecodesABoundedPartOfABodyThatUnfolds() async throws {
        let bomb = Gzip.bombStart + Array(repeating: Gzip.bombRest, count: 24).flatMap { $0 }
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
            connection.write(bomb)
            connection.waitForClose()
        } _: { transport, server in
            let call = server.call(maximumResponseBytes: 1 << 30)
            let sending = Task { await transport.send(call, within: .seconds(300)) }
            let growth = await Self.growth(on: transport, while: sending)
            // It never ends.
            #expect(await sending.value.reason == .badResponse)
            #expect(growth.decoded <= 2 * 4 * (256 + 32) << 10, "\(growth)")
            #expect(growth.looks > 20, "\(growth)")
        }
    }

    // A hostile service among others: a body in flight is given up in the middle of its decoding.
    @Test func callThatIsGivenUpWhileItsBodyUnfoldsEnds() async throws {
        // It would unfold to 480 MB, so that it's still at it whenever it's looked at.
        let bomb = Gzip.bombStart + Array(repeating: Gzip.bombRest, count: 240).flatMap { $0 }
        try await withServer { connection in
            while let request = connection.readRequest() {
                guard request.line.hasPrefix("GET /bomb") else {
                    connection.respond("ok")
                    continue
                }
                connection.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(bomb.count)\r\n\r\n")
                connection.write(bomb)
            }
        } _: { transport, server in
            let call = server.call(maximumResponseBytes: 1 << 30)
            for _ in 0..<3 {
                let end = Ended()
                let sending = Task(executorPreference: transport) {
                    defer { end.hasCome = true }
                    return await transport.send(call, "/bomb", within: .seconds(300))
                }
                await Task(executorPreference: transport) {
                    while !end.hasCome, transport.withTransfers({ $0.running.first?.collector.isBehind }) != true {
                        await Self.nextTurn(of: transport)
                    }
                }.value
                sending.cancel()
                let result = await sending.value
                #expect(result.reason == .canceled, "\(result)")
                #expect(await transport.send(call).text == "ok")
            }
        }
    }
}
