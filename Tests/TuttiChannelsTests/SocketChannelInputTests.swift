import Glibc
import NIOCore
import Synchronization
import Testing
import TuttiReactor

@testable import TuttiChannels

@Suite struct SocketChannelInputTests {
    @Test func eachReadIsFollowedByTheNext() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (_, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            for text in ["one", "two"] {
                await peer.send(text)
                try await eventually("it is read") { recorder.text.hasSuffix(text) }
            }
            try await eventually("it asks on") { recorder.events.count == 9 }
            #expect(
                recorder.events == [
                    "registered", "active", "asked", "read", "complete", "asked", "read", "complete", "asked",
                ])
        }
    }

    @Test func withoutAutoReadEachReadIsAskedFor() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.autoRead, value: false)
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            await peer.send("one")
            try await noticed(channel)
            #expect(recorder.events == ["registered", "active"])
            channel.read()
            try await eventually("it is read") { recorder.has("complete") }
            #expect(recorder.events == ["registered", "active", "asked", "read", "complete"])
            await peer.send("two")
            try await noticed(channel)
            #expect(recorder.text == "one")
            channel.read()
            try await eventually("it is read") { recorder.text == "onetwo" }
            // A read may be asked for before anything has come.
            channel.read()
            await peer.send("three")
            try await eventually("it is read") { recorder.text == "onetwothree" }
        }
    }

    @Test func autoReadCanBeSwitchedOffAndOn() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            try await channel.setOption(.autoRead, value: false).get()
            await peer.send("one")
            try await noticed(channel)
            #expect(recorder.text == "")
            try await channel.setOption(.autoRead, value: true).get()
            try await eventually("it is read") { recorder.text == "one" }
            await peer.send("two")
            try await eventually("it goes on") { recorder.text == "onetwo" }
        }
    }

    // A handler that has had enough switches it off as it is called.
    @Test func autoReadCanBeSwitchedOffByWhatIsRead() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.pipeline.syncOperations.addHandlers([
                    recorder,
                    Reacting(onRead: { try? $0.channel.syncOptions?.setOption(.autoRead, value: false) }),
                ])
            }
            await peer.send([UInt8](repeating: 1, count: 3 * ReadBuffer.size))
            try await eventually("some is read") { recorder.has("complete") }
            try await noticed(channel)
            #expect(recorder.events == ["registered", "active", "asked", "read", "complete"])
            #expect(recorder.bytes.count <= ReadBuffer.size)
        }
    }

    @Test func asManyReadsAsATurnMayHaveComeBeforeTheyAreComplete() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.autoRead, value: false)
                try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 3)
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            await peer.send([UInt8](repeating: 1, count: 4 * ReadBuffer.size))
            try await noticed(channel, 4 * ReadBuffer.size)
            channel.read()
            try await eventually("a turn is read") { recorder.has("complete") }
            #expect(recorder.events == ["registered", "active", "asked", "read", "read", "read", "complete"])
            #expect(recorder.bytes.count == 3 * ReadBuffer.size)
        }
    }

    @Test func aReadBehindAFullOneBringsMoreAndNoByteIsLostOrChanged() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                channel.mostReadBytes = 2 * ReadBuffer.size
                try channel.syncOptions?.setOption(.autoRead, value: false)
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            let bytes = (0..<(3 * ReadBuffer.size)).map { UInt8(truncatingIfNeeded: $0 / 7) }
            await peer.send(bytes)
            try await noticed(channel, bytes.count)
            channel.read()
            try await eventually("as much as always") { recorder.bytes.count == ReadBuffer.size }
            channel.read()
            try await eventually("the rest at once") { recorder.bytes.count == bytes.count }
            #expect(recorder.bytes == bytes)
            await peer.send([1, 2, 3])
            channel.read()
            try await eventually("a little is read as ever") { recorder.bytes.count == bytes.count + 3 }
            #expect(Array(recorder.bytes.suffix(3)) == [1, 2, 3])
        }
    }

    @Test func whatCameBeforeTheEndIsReadThoughNobodyAsks() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.autoRead, value: false)
                try channel.pipeline.syncOperations.addHandler(recorder)
            }
            let bytes = (0..<(5 * ReadBuffer.size)).map { UInt8(truncatingIfNeeded: $0 / 7) }
            await peer.send(bytes)
            try await noticed(channel)
            #expect(recorder.bytes.isEmpty)
            await peer.closeSending()
            try await channel.closeFuture.get()
            #expect(recorder.bytes == bytes)
            #expect(!recorder.has("asked"))
            #expect(recorder.events.suffix(4) == ["complete", "inactive", "unregistered", "removed"])
        }
    }

    @Test func aHandlerThatClosesAsItReadsIsToldNothingMore() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 10)
                try channel.pipeline.syncOperations.addHandlers([
                    recorder, Reacting(onRead: { $0.close(promise: nil) }),
                ])
            }
            await peer.send([UInt8](repeating: 1, count: 5 * ReadBuffer.size))
            try await channel.closeFuture.get()
            #expect(
                recorder.events == ["registered", "active", "asked", "read", "inactive", "unregistered", "removed"])
        }
    }

    @Test func aResetIsToldAsAnErrorBeforeTheEnd() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (channel, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            await peer.reset()
            try await channel.closeFuture.get()
            #expect(
                recorder.events == [
                    "registered", "active", "asked", "error \(ECONNRESET)", "inactive", "unregistered", "removed",
                ])
        }
    }

    @Test func aResetIsNoticedWhileNobodyReads() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.autoRead, value: false)
            }
            await peer.reset()
            try await channel.closeFuture.get()
        }
    }

    @Test func oneThatSendsWithoutEndLeavesOthersTheirTurn() async throws {
        try await withLoop { loop in
            let recorder = Recorder()
            let (_, busy) = try await accepted(on: loop)
            let (_, quiet) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(recorder) }
            let sending = Task { while await busy.send([UInt8](repeating: 1, count: 1 << 20)), !Task.isCancelled {} }
            await quiet.send("me too")
            try await eventually("it is read") { recorder.text == "me too" }
            sending.cancel()
            _ = await sending.value
        }
    }

    /// Waits until the channel has been told that so many bytes have come.
    private func noticed(_ channel: SocketChannel, _ count: Int = 1) async throws {
        try await eventually("bytes have come") {
            try await channel.eventLoop.submit { channel.isReadable && channel.waiting >= count }.get()
        }
    }
}

extension SocketChannel {
    /// How many bytes the system has received that were not read.
    fileprivate var waiting: Int {
        var count: CInt = 0
        return ioctl(descriptor, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }
}
