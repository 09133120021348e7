import HTTPTypes
import NIOCore
import ScriptedServices
import Synchronization
import Testing
import TuttiChannels
import TuttiUpstream

@testable import TuttiStreams

/// What is kept of large bodies, whoever is slow.
@Suite struct FixedMemoryTests {
    private static let total = 100 << 20

    /// The observer pauses at each piece and goes on in a later turn: the service is always faster.
    @Test func aSlowReaderHoldsTheServiceUp() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(Self.total)\r\n\r\n")
            let piece = [UInt8](repeating: 0x61, count: 1 << 20)
            for _ in 0..<(Self.total >> 20) where !connection.write(piece) { return }
        }
        let most = Atomic(0)
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port)) { exchange, event in
                guard case .body = event, let stream = exchange.stream else { return }
                stream.pause()
                let box = NIOLoopBound(stream, eventLoop: fixture.loop)
                // Some turns later, so that what would be read without being wanted has its time to come.
                @Sendable func go(_ turns: Int) {
                    fixture.loop.execute {
                        guard turns == 0 else { return go(turns - 1) }
                        most.max(fixture.figures.unread, ordering: .relaxed)
                        box.value.resume()
                    }
                }
                go(3)
            }
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(200), .ended])
            #expect(exchange.bodyBytes == Self.total)
        }
        #expect(most.load(ordering: .relaxed) <= 64 << 10)
    }

    /// The service has written everything and closed before anything is wanted.
    @Test func aServiceThatHasClosedFillsNoMemory() async throws {
        let size = 8 << 20
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            connection.write([UInt8](repeating: 0x61, count: size))
        }
        let most = Atomic(0)
        try await StreamFixture.run { fixture in
            let exchange = try await fixture.open(.to(port: service.port)) { exchange, event in
                guard case .body = event, let stream = exchange.stream else { return }
                stream.pause()
                let box = NIOLoopBound(stream, eventLoop: fixture.loop)
                fixture.loop.execute {
                    fixture.loop.execute {
                        most.max(fixture.figures.unread, ordering: .relaxed)
                        box.value.resume()
                    }
                }
            }
            try await exchange.waitForEnd()
            #expect(exchange.bodyBytes == size)
        }
        #expect(most.load(ordering: .relaxed) <= 64 << 10)
    }

    @Test func aSlowServiceHoldsTheWriterUp() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            guard connection.skip(Self.total) == Self.total else { return }
            connection.respond()
            connection.waitForClose()
        }
        let written = Atomic(0)
        let most = Atomic(0)
        try await StreamFixture.run { fixture in
            let piece = ByteBuffer(repeating: 0x61, count: 16 << 10)
            let exchange = try await fixture.open(.to(port: service.port, .post, body: .arrives(length: Self.total))) {
                exchange, event in
                guard event == .writable, let stream = exchange.stream else { return }
                while stream.isWritable, written.load(ordering: .relaxed) < Self.total {
                    written.add(piece.readableBytes, ordering: .relaxed)
                    stream.write(piece)
                    most.max(fixture.figures.unsent, ordering: .relaxed)
                }
            }
            try await exchange.waitForEnd()
            #expect(exchange.events == [.began(200), .ended])
        }
        #expect(written.load(ordering: .relaxed) == Self.total)
        #expect(most.load(ordering: .relaxed) <= 64 << 10 + 16 << 10)
    }
}
