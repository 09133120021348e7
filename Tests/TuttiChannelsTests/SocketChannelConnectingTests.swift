import Foundation
import NIOCore
import Synchronization
import Testing
import TuttiReactor

@testable import TuttiChannels

@Suite struct SocketChannelConnectingTests {
    @Test func whoConnectsIsToldBeforeItsHandlers() async throws {
        try await withLoop { loop in
            let listening = try await Listening(on: loop)
            let recorder = Recorder()
            let told = Mutex<[String]>([])
            // On the loop: from another thread, the connection may be there before the future is asked.
            let channel = try await loop.flatSubmit {
                SocketChannel.connect(to: listening.address, on: loop) { channel in
                    #expect(!channel.isActive && channel.remoteAddress == nil && channel.localAddress == nil)
                    try channel.pipeline.syncOperations.addHandler(recorder)
                }.map { channel in
                    #expect(channel.isActive)
                    told.withLock { $0 = recorder.events }
                    return channel
                }
            }.get()
            #expect(told.withLock { $0 } == ["registered"])
            try await eventually("it reads") { recorder.has("asked") }
            #expect(recorder.events == ["registered", "active", "asked"])
            #expect(channel.remoteAddress == listening.address)
            let other = try await listening.accepted()
            #expect(channel.localAddress == other.remoteAddress)
            #expect(other.localAddress == listening.address)
        }
    }

    @Test func bothSidesSendAndReceive() async throws {
        try await withLoop { loop in
            let one = Recorder()
            let other = Recorder()
            let (first, second) = try await connected(
                on: loop, { try $0.pipeline.syncOperations.addHandler(one) },
                { try $0.pipeline.syncOperations.addHandler(other) })
            first.writeAndFlush(ByteBuffer(string: "ping"), promise: nil)
            second.writeAndFlush(ByteBuffer(string: "pong"), promise: nil)
            try await eventually("both have read") { one.text == "pong" && other.text == "ping" }
            try await first.close()
            try await second.closeFuture.get()
        }
    }

    @Test func whatIsFlushedBeforeTheConnectionIsSentOnIt() async throws {
        try await withLoop { loop in
            let other = Recorder()
            let listening = try await Listening(on: loop) { try $0.pipeline.syncOperations.addHandler(other) }
            _ = try await SocketChannel.connect(to: listening.address, on: loop) { channel in
                channel.writeAndFlush(ByteBuffer(string: "early"), promise: nil)
            }.get()
            try await eventually("it has come") { other.text == "early" }
        }
    }

    @Test func aRefusedConnectionFailsWithTheReason() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let listening = try await Listening(on: loop)
            let address = listening.address
            try await listening.close()
            let failure = await #expect(throws: IOError.self) {
                _ = try await SocketChannel.connect(to: address, on: loop) { channel in
                    try channel.pipeline.syncOperations.addHandler(recorder)
                }.get()
            }
            #expect(failure?.errnoCode == ECONNREFUSED)
            try await eventually("its handlers are removed") { recorder.has("removed") }
            #expect(recorder.events == ["registered", "unregistered", "removed"])
        }
    }

    @Test func aConnectionThatTakesTooLongIsGivenUp() async throws {
        try await withLoop { loop in
            let deaf = try DeafListener()
            let failure = await #expect(throws: ChannelError.self) {
                _ = try await SocketChannel.connect(to: deaf.address, on: loop, timeout: .milliseconds(20)) { _ in }
                    .get()
            }
            #expect(failure == .connectTimeout(.milliseconds(20)))
        }
    }

    @Test func aChannelCanBeClosedAsItConnects() async throws {
        try await withLoop { loop in
            let deaf = try DeafListener()
            let recorder = Recorder()
            let made = Mutex<SocketChannel?>(nil)
            let future = SocketChannel.connect(to: deaf.address, on: loop, timeout: .hours(1)) { channel in
                try channel.pipeline.syncOperations.addHandler(recorder)
                made.withLock { $0 = channel }
            }
            try await eventually("it connects") { try await loop.run { made.withLock { $0 }?.life == .connecting } }
            let channel = try #require(made.withLock { $0 })
            await #expect(throws: ChannelError.connectPending) { try await channel.connect(to: deaf.address).get() }
            try await channel.close()
            await #expect(throws: ChannelError.ioOnClosedChannel) { _ = try await future.get() }
            try await channel.closeFuture.get()
            #expect(recorder.events == ["registered", "unregistered", "removed"])
        }
    }

    @Test func theEndOfTheReactorEndsTheAttempt() async throws {
        let deaf = try DeafListener()
        let reasons = Mutex<[String]>([])
        try await withLoop { loop in
            let made = Mutex<SocketChannel?>(nil)
            SocketChannel.connect(to: deaf.address, on: loop) { channel in made.withLock { $0 = channel } }
                .whenFailure { error in reasons.withLock { $0.append("\(error as? EventLoopError == .shutdown)") } }
            try await eventually("it connects") { try await loop.run { made.withLock { $0 }?.life == .connecting } }
        }
        #expect(reasons.withLock { $0 } == ["true"])
    }

    // Ten times, so that some of the connections are there at once and some later.
    @Test func aChannelMayBeClosedAsSoonAsItIsConnected() async throws {
        try await withLoop { loop in
            let listening = try await Listening(on: loop)
            for _ in 0..<10 {
                let recorder = Recorder()
                try await loop.flatSubmit {
                    SocketChannel.connect(to: listening.address, on: loop) { channel in
                        try channel.pipeline.syncOperations.addHandler(recorder)
                    }.flatMap { $0.close() }
                }.get()
                try await eventually("its handlers are removed") { recorder.has("removed") }
                #expect(recorder.events == ["registered", "unregistered", "removed"])
            }
        }
    }

    @Test func whatCannotBeSetUpIsNotConnected() async throws {
        try await withLoop { loop in
            let listening = try await Listening(on: loop)
            let recorder = Recorder()
            await #expect(throws: CancellationError.self) {
                _ = try await SocketChannel.connect(to: listening.address, on: loop) { channel in
                    try channel.pipeline.syncOperations.addHandler(recorder)
                    throw CancellationError()
                }.get()
            }
            try await eventually("its handlers are removed") { recorder.has("removed") }
            #expect(recorder.events == ["removed"])
        }
    }

    @Test func aChannelIsRegisteredAndConnectedOnce() async throws {
        try await withLoop { loop in
            let listening = try await Listening(on: loop)
            let fresh = try await loop.run { try SocketChannel(connectingTo: listening.address, on: loop) }
            await #expect(throws: ChannelError.inappropriateOperationForState) {
                try await fresh.connect(to: listening.address).get()
            }
            try await fresh.register()
            await #expect(throws: ChannelError.inappropriateOperationForState) { try await fresh.register().get() }
            try await fresh.connect(to: listening.address)
            #expect(fresh.isActive)
            await #expect(throws: ChannelError.inappropriateOperationForState) {
                try await fresh.connect(to: listening.address).get()
            }
            #expect(fresh.isActive)
        }
    }

    @Test func aServerThatClosesAtOnceHasBeenConnectedTo() async throws {
        try await withLoop { loop in
            let listening = try await Listening(on: loop) { channel in
                try channel.pipeline.syncOperations.addHandler(
                    Reacting(onActive: { context in
                        context.writeAndFlush(NIOAny(ByteBuffer(string: "bye")), promise: nil)
                        context.close(promise: nil)
                    }))
            }
            for _ in 0..<20 {
                let recorder = Recorder()
                let channel = try await SocketChannel.connect(to: listening.address, on: loop) { channel in
                    try channel.pipeline.syncOperations.addHandler(recorder)
                }.get()
                try await channel.closeFuture.get()
                #expect(recorder.text == "bye")
                #expect(
                    recorder.events(without: "asked", "read", "complete") == [
                        "registered", "active", "inactive", "unregistered", "removed",
                    ])
            }
        }
    }

    @Test func aSocketInTheFileSystemIsConnectedTo() async throws {
        let path = FileManager.default.temporaryDirectory.path + "/tutti-\(UUID().uuidString.prefix(8)).sock"
        defer { unlink(path) }
        try await withLoop { loop in
            let other = Recorder()
            let address = try SocketAddress(unixDomainSocketPath: path)
            let listening = try await Listening(at: address, on: loop) {
                try $0.pipeline.syncOperations.addHandler(other)
            }
            let channel = try await SocketChannel.connect(to: address, on: loop) { _ in }.get()
            #expect(channel.remoteAddress == address)
            try await channel.writeAndFlush(ByteBuffer(string: "hello"))
            try await eventually("it has come") { other.text == "hello" }
            #expect(try await listening.accepted().remoteAddress == nil)
        }
    }
}

/// A listener that takes up no connection: its queue is full.
private final class DeafListener: Sendable {
    let address: SocketAddress
    private let descriptors: [Int32]

    init() throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let anywhere = try SocketAddress(ipAddress: "127.0.0.1", port: 0)
        let isListening = anywhere.withSockAddr { bind(listener, $0, socklen_t($1)) == 0 } && listen(listener, 0) == 0
        #expect(isListening)
        address = try SocketAddress(ipAddress: "127.0.0.1", port: SystemSocket.local(of: listener).port)
        // The system drops what asks to be connected behind the first.
        descriptors =
            [listener]
            + (0..<4).map { [address] _ in
                let client = socket(
                    AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
                _ = address.withSockAddr { connect(client, $0, socklen_t($1)) }
                return client
            }
    }

    deinit {
        for descriptor in descriptors { close(descriptor) }
    }
}
