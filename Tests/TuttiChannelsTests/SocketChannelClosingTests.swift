import Glibc
import NIOCore
import Synchronization
import Testing

@testable import TuttiChannels
@testable import TuttiReactor

@Suite struct SocketChannelClosingTests {
    // A WebSocket whose client has stopped reading and sending, and is gone: nobody asks for what it sent last.
    @Test func aResetIsNoticedThoughNobodyReadsFromATunnel() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.autoRead, value: false)
                channel.keepHalvesApart()
            }
            await peer.send("not asked for")
            channel.writeAndFlush(ByteBuffer(repeating: 1, count: 32 << 20), promise: nil)
            try await eventually("the socket is full") { !channel.isWritable }
            await peer.reset()
            try await channel.closeFuture.get()
        }
    }

    @Test func handlersAreToldOfTheEndBeforeTheyAreRemoved() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            #expect(channel.isActive)
            try await channel.close()
            #expect(!channel.isActive)
            try await channel.closeFuture.get()
            #expect(
                recorder.events(without: "asked") == ["registered", "active", "inactive", "unregistered", "removed"])
            #expect(await peer.receiveRest().isEmpty)
        }
    }

    @Test func aChannelIsClosedOnce() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            try await channel.close()
            for mode in [CloseMode.all, .input, .output] {
                await #expect(throws: ChannelError.alreadyClosed) { try await channel.close(mode: mode).get() }
            }
            await #expect(throws: ChannelError.ioOnClosedChannel) { try await channel.register().get() }
        }
    }

    @Test func aHandlerMayCloseAsItIsToldOfTheConnection() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let listening = try await Listening(on: loop) { channel in
                try channel.pipeline.syncOperations.addHandlers([
                    Reacting(onActive: { $0.close(promise: nil) }), recorder,
                ])
            }
            let peer = try Peer(connectingTo: listening.port)
            #expect(await peer.receiveRest().isEmpty)
            try await eventually("the handler is removed") { recorder.has("removed") }
            #expect(!recorder.has("asked"))
        }
    }

    @Test func aClosedOutputStillReads() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            try await channel.writeAndFlush(ByteBuffer(string: "last words"))
            try await channel.close(mode: .output)
            #expect(await peer.receiveRest() == Array("last words".utf8))
            await #expect(throws: ChannelError.outputClosed) {
                try await channel.writeAndFlush(ByteBuffer(string: "x")).get()
            }
            await #expect(throws: ChannelError.outputClosed) { try await channel.close(mode: .output).get() }
            await peer.send("answer")
            try await eventually("it is read") { recorder.text == "answer" }
            #expect(recorder.has("output closed"))
            #expect(channel.isActive)
            await peer.closeSending()
            try await channel.closeFuture.get()
        }
    }

    @Test func theOutputClosesBehindWhatWaits() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            channel.write(ByteBuffer(repeating: 1, count: 16 << 20), promise: nil)
            let closed = channel.closed(.output)
            try await eventually("the socket is full") { try await loop.run { !channel.output.isTaking } }
            #expect(!recorder.has("output closed"))
            #expect(await peer.receiveRest().count == 16 << 20)
            try await closed.get()
            #expect(recorder.has("output closed"))
        }
    }

    @Test func anOutputThatWasClosingFailsWithTheChannel() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            channel.write(ByteBuffer(repeating: 1, count: 32 << 20), promise: nil)
            let closed = channel.closed(.output)
            try await channel.close()
            await #expect(throws: ChannelError.ioOnClosedChannel) { try await closed.get() }
        }
    }

    @Test func aClosedInputReadsNothing() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            try await channel.close(mode: .input)
            await #expect(throws: ChannelError.inputClosed) { try await channel.close(mode: .input).get() }
            await peer.send("nobody listens")
            try await channel.writeAndFlush(ByteBuffer(string: "still here"))
            #expect(await peer.receive(10) == Array("still here".utf8))
            channel.read()
            _ = try await channel.getOption(.autoRead).get()
            #expect(recorder.bytes.isEmpty)
            #expect(recorder.events.filter { $0 == "input closed" }.count == 1)
        }
    }

    @Test(arguments: [[CloseMode.input, .output], [.output, .input]])
    func closingBothHalvesClosesTheChannel(modes: [CloseMode]) async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            for mode in modes { try await channel.close(mode: mode) }
            try await channel.closeFuture.get()
        }
    }

    @Test func withoutHalfClosureTheEndOfTheInputIsTheEnd() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            await peer.closeSending()
            try await channel.closeFuture.get()
            #expect(!recorder.has("input closed"))
            #expect(recorder.events.suffix(4) == ["complete", "inactive", "unregistered", "removed"])
        }
    }

    @Test func withHalfClosureTheEndOfTheInputIsAnEvent() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            await peer.send("question")
            await peer.closeSending()
            try await eventually("it is told") { recorder.has("input closed") }
            #expect(recorder.text == "question")
            let answer = [UInt8](repeating: 1, count: 16 << 20)
            channel.write(ByteBuffer(bytes: answer), promise: nil)
            let closed = channel.closed(.output)
            #expect(await peer.receiveRest() == answer)
            try await closed.get()
            try await channel.closeFuture.get()
        }
    }

    @Test func aResetIsNoticedThoughTheInputIsClosed() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            let written = channel.written(ByteBuffer(repeating: 1, count: 32 << 20))
            await peer.closeSending()
            try await eventually("it is told") { recorder.has("input closed") }
            await peer.reset()
            let failure = await #expect(throws: IOError.self) { try await written.get() }
            #expect([EPIPE, ECONNRESET].contains(failure?.errnoCode))
            try await channel.closeFuture.get()
        }
    }

    // Nobody waits for the rest of a body any more.
    @Test func aSocketOfThisMachineThatIsGoneIsNoticedThoughTheInputIsClosed() async throws {
        try await withLoop { loop in
            var ends: [CInt] = [0, 0]
            #expect(socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends) == 0)
            let recorder = Recorder()
            let channel = try await loop.run { [ends] in
                let channel = SocketChannel(
                    SystemSocket.Connection(descriptor: ends[0], client: SystemSocket.local(of: ends[0])), on: loop)
                try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                try channel.pipeline.syncOperations.addHandler(recorder)
                channel.start()
                return channel
            }
            close(ends[1])
            try await channel.closeFuture.get()
            #expect(
                recorder.events(without: "asked") == [
                    "registered", "active", "complete", "input closed", "inactive", "unregistered", "removed",
                ])
        }
    }

    @Test func theEndOfTheReactorClosesItsChannels() async throws {
        let recorder = Recorder()
        let reasons = Mutex<[String]>([])
        let peer = try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            channel.writeAndFlush(ByteBuffer(repeating: 1, count: 32 << 20)).whenFailure { error in
                reasons.withLock { $0.append("\(error as? EventLoopError == .shutdown)") }
            }
            try await eventually("the socket is full") { try await loop.run { !channel.output.isTaking } }
            return peer
        }
        #expect(recorder.events.suffix(3) == ["inactive", "unregistered", "removed"])
        #expect(reasons.withLock { $0 } == ["true"])
        _ = await peer.receiveRest()
    }

    @Test func addressesAreKnownUntilAllHandlersAreTold() async throws {
        try await withLoop { loop in
            let atTheEnd = Mutex<[SocketAddress?]>([])
            let listening = try await Listening(on: loop) { channel in
                try channel.pipeline.syncOperations.addHandler(
                    Reacting(onInactive: { context in
                        let channel = context.channel
                        atTheEnd.withLock { $0 = [channel.localAddress, channel.remoteAddress] }
                    }))
            }
            let peer = try Peer(connectingTo: listening.port)
            let channel = try await listening.accepted()
            let local = try #require(channel.localAddress)
            let remote = try #require(channel.remoteAddress)
            #expect(local == listening.address)
            #expect(remote.ipAddress == "127.0.0.1" && remote.port != local.port)
            let onLoop = try await loop.run {
                (try channel._channelCore.localAddress0(), try channel._channelCore.remoteAddress0())
            }
            #expect(onLoop == (local, remote))
            try await channel.close()
            try await channel.closeFuture.get()
            #expect(atTheEnd.withLock { $0 } == [local, remote])
            try await eventually("they are gone") { channel.localAddress == nil && channel.remoteAddress == nil }
            _ = await peer.receiveRest()
        }
    }
}
