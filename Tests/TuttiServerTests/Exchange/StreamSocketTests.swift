import Foundation
import HTTPTypes
import NIOCore
import Synchronization
import Testing
import TuttiResilience

@testable import TuttiServer

/// Bodies that stream over real sockets.
@Suite(.timeLimit(.minutes(10))) struct StreamSocketTests {
    private static let size = 10 << 20
    private static let piece = ByteBuffer(bytes: Array(repeating: UInt8(ascii: "x"), count: 8 << 10))

    /// Writes a body for as long as somebody takes it, and counts how far ahead of the client it gets.
    private final class Pour: ExchangeHandler, @unchecked Sendable {
        let written = Atomic(0)
        let pauses = Atomic(0)
        private let exchange: Exchange
        private let end: (Exchange) -> Void

        init(_ exchange: Exchange, end: @escaping (Exchange) -> Void = { $0.end() }) {
            self.exchange = exchange
            self.end = end
        }

        func bodyArrived(_ bytes: ByteBuffer) {}
        func clientLeft() {}
        func writabilityChanged() { pour() }

        func bodyEnded(trailers: [HTTPField]) {
            exchange.begin(ResponseHead(status: 200), length: .unknown)
            pour()
        }

        private func pour() {
            while exchange.isWritable, written.load(ordering: .relaxed) < size {
                exchange.write(piece)
                written.add(piece.readableBytes, ordering: .relaxed)
            }
            if written.load(ordering: .relaxed) < size {
                pauses.add(1, ordering: .relaxed)
            } else {
                end(exchange)
            }
        }
    }

    @Test func aSlowReaderHoldsTheWriterUpAndGetsEverything() async throws {
        let pour = Mutex<Pour?>(nil)
        let responder = ScriptedResponder { exchange in
            let handler = Pour(exchange)
            pour.withLock { $0 = handler }
            exchange.stream(to: handler)
        }
        try await withListener(responder) { port in
            let client = try RawClient(port: port, receiveBuffer: 4096)
            await client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            try await eventually("the writer pauses") {
                pour.withLock { $0 }.map { $0.pauses.load(ordering: .relaxed) > 0 } ?? false
            }
            let handler = try #require(pour.withLock { $0 })
            // What the kernel takes, which is at most 4 MiB here, and what the channel keeps.
            #expect(handler.written.load(ordering: .relaxed) < Self.size / 2)
            let output = try await client.rest()
            #expect(output.hasSuffix("\r\n0\r\n\r\n"))
            #expect(output.utf8.count(where: { $0 == UInt8(ascii: "x") }) >= Self.size)
            #expect(handler.pauses.load(ordering: .relaxed) > 1)
            try await eventually("it has ended") {
                responder.ended == [ScriptedResponder.Ended(status: 200, bytesSent: Self.size)]
            }
        }
    }

    @Test func whoReadsNothingOfAStreamIsCutOff() async throws {
        let responder = ScriptedResponder { $0.stream(to: Pour($0)) }
        try await withListener(responder, configure: { $0.writeTime = .milliseconds(100) }) { port in
            let client = try RawClient(port: port, receiveBuffer: 4096)
            await client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("it is given up") { responder.ended.first?.disconnected == true }
            #expect(!(try await client.rest().hasSuffix("\r\n0\r\n\r\n")))
        }
    }

    /// A client that can tell the end of a body by nothing but the end of the connection must not take it for a good one.
    @Test(arguments: ["1.0", "1.1"]) func aBodyThatBreaksOffEndsInNoOrder(version: String) async throws {
        let responder = ScriptedResponder { $0.stream(to: Pour($0) { $0.abort() }) }
        try await withListener(responder) { port in
            let client = try RawClient(port: port)
            await client.send("GET / HTTP/\(version)\r\nHost: a\r\n\r\n")
            let (output, isReset) = try await client.restOrReset()
            #expect(!output.hasSuffix("0\r\n\r\n"))
            #expect(isReset || version == "1.1")
            try await eventually("it has ended") { responder.ended.first?.isBrokenOff == true }
        }
    }

    /// Takes a body, and pauses it behind each part.
    private final class Sip: ExchangeHandler, @unchecked Sendable {
        let taken = Atomic(0)
        private let exchange: Exchange
        private var isPaused = false

        init(_ exchange: Exchange) {
            self.exchange = exchange
        }

        func bodyArrived(_ bytes: ByteBuffer) {
            if isPaused { Issue.record("a part has come within a pause") }
            taken.add(bytes.readableBytes, ordering: .relaxed)
            isPaused = true
            exchange.pauseBody()
            exchange.carrier?.eventLoop.assumeIsolated().execute {
                self.isPaused = false
                self.exchange.resumeBody()
            }
        }

        func bodyEnded(trailers: [HTTPField]) {
            exchange.send(.json("\(taken.load(ordering: .relaxed))"))
        }

        func clientLeft() {}
        func writabilityChanged() {}
    }

    @Test(arguments: [true, false]) func aSlowTakerGetsAllOfALargeRequest(isChunked: Bool) async throws {
        let responder = ScriptedResponder { exchange in
            exchange.bodyLimit = .max
            exchange.stream(to: Sip(exchange))
        }
        try await withListener(responder) { port in
            let client = try RawClient(port: port)
            let length = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: \(Self.size)"
            await client.send("POST / HTTP/1.1\r\nHost: a\r\n\(length)\r\n\r\n")
            let part = Array(Self.piece.readableBytesView)
            for _ in 0..<(Self.size / part.count) {
                await client.send(isChunked ? Array("2000\r\n".utf8) + part + Array("\r\n".utf8) : part)
            }
            if isChunked { await client.send("0\r\n\r\n") }
            #expect(try await client.response().body == "\(Self.size)")
            // And the connection goes on.
            await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nab")
            #expect(try await client.response().body == "2")
        }
    }

    /// The kernel's buffers fill, and the client can't send on until the body is wanted again.
    @Test func aTakerThatPausesHoldsTheClientUp() async throws {
        let handler = ScriptedHandler()
        handler.keepsText = false
        handler.onBody = { $0.pauseBody() }
        handler.onEnd = { $0.send(.json("[]")) }
        let responder = ScriptedResponder { handler.take($0) }
        try await withListener(responder) { port in
            let client = try RawClient(port: port)
            let size = 64 << 20  // more than any buffer
            await client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(size)\r\n\r\n")
            async let isSent = client.send(Array(repeating: UInt8(ascii: "x"), count: size))
            try await eventually("the client can't send on") { try await client.isSendingHeldUp() }
            #expect(handler.bytes <= 16 << 10)
            let eventLoop = try #require(handler.exchange?.carrier?.eventLoop)
            eventLoop.execute {
                handler.onBody = { _ in }
                handler.exchange?.resumeBody()
            }
            #expect(await isSent)
            #expect(try await client.response().body == "[]")
            #expect(handler.bytes == size)
        }
    }
}
