import Glibc
import NIOCore
import Synchronization
import Testing
import TuttiJSON

@testable import TuttiChannels
@testable import TuttiReactor

@Suite struct SocketChannelOutputTests {
    @Test func nothingIsWrittenBeforeTheFlush() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            channel.write(ByteBuffer(string: "one "), promise: nil)
            channel.flush()
            channel.write(ByteBuffer(string: "two "), promise: nil)
            #expect(await peer.receive(4) == Array("one ".utf8))
            #expect(try await channel.getOption(.bufferedWritableBytes).get() == 4)
            channel.writeAndFlush(ByteBuffer(string: "three"), promise: nil)
            #expect(await peer.receive(9) == Array("two three".utf8))
        }
    }

    // More than one system call takes, with empty ones among them.
    @Test func writesAndTheirPromisesKeepTheirOrder() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            let order = Mutex<[Int]>([])
            let text = (0..<500).map { $0 % 3 == 0 ? "" : "\($0)," }
            try await loop.run {
                for (index, part) in text.enumerated() {
                    let promise = loop.makePromise(of: Void.self)
                    promise.futureResult.whenSuccess { order.withLock { $0.append(index) } }
                    channel.write(ByteBuffer(string: part), promise: promise)
                }
                channel.flush()
            }
            let all = Array(text.joined().utf8)
            #expect(await peer.receive(all.count) == all)
            try await eventually("all are told") { order.withLock { $0.count } == text.count }
            #expect(order.withLock { $0 } == Array(0..<text.count))
        }
    }

    @Test func emptyWritesAreFulfilled() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            for count in [1, 40, 100_000] {
                try await loop.submit {
                    for _ in 1..<count { channel.write(ByteBuffer(), promise: nil) }
                    return channel.writeAndFlush(ByteBuffer())
                }.get().get()
            }
        }
    }

    @Test func aLargeWriteArrivesWholeThoughItIsReadSlowly() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            let bytes = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 / 1021) }
            let written = channel.written(ByteBuffer(bytes: bytes))
            try await eventually("the socket is full") {
                try await loop.run { !channel.output.isTaking }
            }
            #expect(await peer.receive(bytes.count) == bytes)
            try await written.get()
        }
    }

    @Test func aBodyIsWrittenFromWhereItIs() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            let body = SplicedBytes(Array("[1]".utf8))
            try await loop.submit { channel.pipeline.syncOperations.writeAndFlush(NIOAny(body)) }.get().get()
            #expect(await peer.receive(3) == Array("[1]".utf8))
        }
    }

    @Test func whatIsNeitherBytesNorABodyIsRefused() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            await #expect(throws: ChannelError.operationUnsupported) { try await channel.writeAndFlush("text").get() }
            await #expect(throws: ChannelError.operationUnsupported) {
                try await channel.triggerUserOutboundEvent("event").get()
            }
            await #expect(throws: ChannelError.operationUnsupported) {
                try await channel.bind(to: SocketAddress(ipAddress: "127.0.0.1", port: 0)).get()
            }
            #expect(channel.isActive)
        }
    }

    // Waiting for the writer, the loop would be held for as long as the reader is fast.
    @Test func aTurnWritesAMebibyteAtMost() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            let size = 48 << 20
            let reading = Task { await peer.receive(size).count }
            let turns = try await loop.submit {
                let turns = Turns(on: loop.reactor)
                return channel.writeAndFlush(ByteBuffer(repeating: 7, count: size)).map { turns.stop() }
            }.get().get()
            #expect(turns >= size >> 20 - 1)
            #expect(await reading.value == size)
        }
    }

    @Test func aTurnMakesSixteenCallsAtMost() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            let count = 16 * 16 * 20
            let reading = Task { await peer.receive(count).count }
            let turns = try await loop.submit {
                let turns = Turns(on: loop.reactor)
                for _ in 1..<count { channel.write(ByteBuffer(integer: UInt8(7)), promise: nil) }
                return channel.writeAndFlush(ByteBuffer(integer: UInt8(7))).map { turns.stop() }
            }.get().get()
            #expect(turns >= 19)
            #expect(await reading.value == count)
        }
    }

    // What is flushed while writing waits for its next turn is written behind what waits.
    @Test func flushingDoesNotLengthenATurn() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            let reading = Task { await peer.receive(20 << 20).count }
            let turns = try await loop.submit {
                let turns = Turns(on: loop.reactor)
                for _ in 1..<20 { channel.writeAndFlush(ByteBuffer(repeating: 7, count: 1 << 20), promise: nil) }
                return channel.writeAndFlush(ByteBuffer(repeating: 7, count: 1 << 20)).map { turns.stop() }
            }.get().get()
            #expect(turns >= 19)
            #expect(await reading.value == 20 << 20)
        }
    }

    @Test func aWriteOfALittleDoesNotChangeWritability() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, _) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            try await channel.writeAndFlush(ByteBuffer(repeating: 1, count: 64 << 10))
            #expect(recorder.events(without: "asked") == ["registered", "active"])
        }
    }

    @Test func writabilityEndsAboveTheHighMarkAndReturnsBelowTheLowOne() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 10, high: 20))
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            #expect(channel.isWritable)
            channel.write(ByteBuffer(repeating: 1, count: 20), promise: nil)
            _ = try await channel.getOption(.autoRead).get()
            #expect(channel.isWritable)
            channel.write(ByteBuffer(repeating: 1, count: 1), promise: nil)
            _ = try await channel.getOption(.autoRead).get()
            #expect(!channel.isWritable)
            channel.write(ByteBuffer(repeating: 1, count: 1), promise: nil)
            channel.flush()
            #expect(await peer.receive(22).count == 22)
            try await eventually("it is writable again") { channel.isWritable }
            #expect(recorder.events(without: "asked") == ["registered", "active", "unwritable", "writable"])
        }
    }

    @Test func writabilityReturnsWhenTheReaderReadsOn() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            channel.writeAndFlush(ByteBuffer(repeating: 1, count: 16 << 20), promise: nil)
            try await eventually("the socket is full") { try await loop.run { !channel.output.isTaking } }
            #expect(!channel.isWritable)
            #expect(await peer.receive(16 << 20).count == 16 << 20)
            try await eventually("it is writable again") { recorder.has("writable") }
            #expect(recorder.events(without: "asked") == ["registered", "active", "unwritable", "writable"])
        }
    }

    @Test func thePromiseOfAWriteMayWriteAndFlush() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 100, high: 200))
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            try await loop.submit {
                let second = channel.write(ByteBuffer(repeating: 1, count: 50)).flatMap {
                    #expect(channel.isWritable)
                    let second = channel.write(ByteBuffer(repeating: 3, count: 250))
                    #expect(!channel.isWritable)
                    channel.flush()
                    return second
                }
                channel.writeAndFlush(ByteBuffer(repeating: 2, count: 50), promise: nil)
                return second
            }.get().get()
            let expected = [(1, 50), (2, 50), (3, 250)].flatMap { [UInt8](repeating: UInt8($0.0), count: $0.1) }
            #expect(await peer.receive(350) == expected)
            #expect(recorder.events(without: "asked") == ["registered", "active", "unwritable", "writable"])
        }
    }

    @Test func aHandlerMayWriteWhenTheChannelIsWritableAgain() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
                try channel.pipeline.syncOperations.addHandler(
                    Reacting(onWritability: { context in
                        guard context.channel.isWritable else { return }
                        try? context.channel.syncOptions?.setOption(
                            .writeBufferWaterMark, value: .init(low: 1, high: 64 << 20))
                        // More than the sockets hold: it has to wait.
                        context.writeAndFlush(NIOAny(ByteBuffer(repeating: 2, count: 16 << 20)), promise: nil)
                    }))
            }
            try await channel.writeAndFlush(ByteBuffer(string: "XX"))
            #expect(await peer.receive(2 + 16 << 20).count == 2 + 16 << 20)
        }
    }

    @Test func aHandlerMayCloseWhenTheChannelIsWritableAgain() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 1))
                try channel.pipeline.syncOperations.addHandler(
                    Reacting(onWritability: { context in
                        guard context.channel.isWritable else { return }
                        context.writeAndFlush(NIOAny(ByteBuffer(string: "lost")), promise: nil)
                        context.close(promise: nil)
                    }))
            }
            try await channel.writeAndFlush(ByteBuffer(string: "XX"))
            try await channel.closeFuture.get()
            #expect(await peer.receiveRest() == Array("XX".utf8))
        }
    }

    @Test func closingInThePromiseOfAWriteFailsTheOthers() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            let results = Mutex<[String]>([])
            try await loop.run {
                for index in 0..<3 {
                    channel.write(ByteBuffer(repeating: 1, count: 10)).whenComplete { result in
                        results.withLock { $0.append("\(index) \((try? result.get()) != nil)") }
                        if index == 0 { channel.close(promise: nil) }
                    }
                }
                channel.flush()
            }
            try await channel.closeFuture.get()
            #expect(Set(results.withLock { $0 }) == ["0 true", "1 false", "2 false"])
        }
    }

    @Test func writesThatWaitFailInOrderWithTheReasonOfTheClose() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            let order = Mutex<[Int]>([])
            channel.writeAndFlush(ByteBuffer(repeating: 1, count: 32 << 20), promise: nil)
            for index in 0..<5 {
                channel.writeAndFlush(ByteBuffer(string: "x")).whenFailure { error in
                    if error as? ChannelError == .ioOnClosedChannel { order.withLock { $0.append(index) } }
                }
            }
            try await channel.close()
            #expect(order.withLock { $0 } == [0, 1, 2, 3, 4])
            await #expect(throws: ChannelError.ioOnClosedChannel) {
                try await channel.writeAndFlush(ByteBuffer(string: "x")).get()
            }
        }
    }

    // A service that answers before it has had the whole request, and closes.
    @Test func whatTheOtherSideSaidBeforeItWentIsReadWhenAWriteFails() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            var ends: [CInt] = [0, 0]
            // A process that another test starts must not keep the other end open.
            let kind = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            #expect(socketpair(AF_UNIX, kind, 0, &ends) == 0)
            let other = ends[1]
            let channel = try await loop.run { [ends] in
                let channel = SocketChannel(
                    SystemSocket.Connection(descriptor: ends[0], client: SystemSocket.local(of: ends[0])), on: loop)
                try channel.pipeline.syncOperations.addHandler(recorder)
                try channel.syncOptions?.setOption(.autoRead, value: false)
                channel.start()
                return channel
            }
            let failure = await #expect(throws: IOError.self) {
                try await loop.submit {
                    // Both within a turn: nothing has been told of the end when the write fails.
                    send(other, "too large", 9, 0)
                    close(other)
                    return channel.writeAndFlush(ByteBuffer(string: "more"))
                }.get().get()
            }
            #expect(failure?.errnoCode == EPIPE)
            try await channel.closeFuture.get()
            #expect(recorder.text == "too large")
            #expect(
                recorder.events == [
                    "registered", "active", "read", "complete", "complete", "error 32", "inactive", "unregistered",
                    "removed",
                ])
        }
    }

    @Test func writesToAConnectionThatIsResetFail() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.autoRead, value: false)
            }
            let written = channel.written(ByteBuffer(repeating: 1, count: 32 << 20))
            try await eventually("the socket is full") { try await loop.run { !channel.output.isTaking } }
            await peer.reset()
            let failure = await #expect(throws: IOError.self) { try await written.get() }
            #expect([EPIPE, ECONNRESET].contains(failure?.errnoCode))
            try await channel.closeFuture.get()
        }
    }
}
