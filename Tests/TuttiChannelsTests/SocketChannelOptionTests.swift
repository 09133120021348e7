import Glibc
import NIOCore
import Testing
import TuttiChannels
import TuttiReactor

@Suite struct SocketChannelOptionTests {
    @Test func anOptionIsWhatItWasSetTo() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            func keeps<Option: ChannelOption>(
                _ option: Option, standard: Option.Value, _ values: Option.Value...
            ) async throws where Option.Value: Equatable {
                #expect(try await channel.getOption(option).get() == standard)
                for value in values {
                    try await channel.setOption(option, value: value).get()
                    #expect(try await channel.getOption(option).get() == value)
                    let here = try await loop.run { try channel.syncOptions?.getOption(option) }
                    #expect(here == value)
                }
            }
            try await keeps(.autoRead, standard: true, false, true)
            try await keeps(.allowRemoteHalfClosure, standard: false, true, false)
            try await keeps(.maxMessagesPerRead, standard: 1, 7, 1)
            try await keeps(.connectTimeout, standard: nil, .seconds(3), nil)
            #expect(try await channel.getOption(.writeBufferWaterMark).get().high == 64 << 10)
            try await channel.setOption(.writeBufferWaterMark, value: .init(low: 1, high: 2)).get()
            let marks = try await channel.getOption(.writeBufferWaterMark).get()
            #expect(marks.low == 1 && marks.high == 2)
            try await keeps(.socketOption(.so_keepalive), standard: 0, 1, 0)
            try await keeps(.tcpOption(.tcp_nodelay), standard: 1, 0, 1)
        }
    }

    @Test func anOptionThatNothingIsKnownOfIsRefused() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            for onLoop in [true, false] {
                await #expect(throws: ChannelError.operationUnsupported) {
                    guard onLoop else { return try await channel.setOption(.writeSpin, value: 3).get() }
                    try await loop.run { try channel.syncOptions?.setOption(.writeSpin, value: 3) }
                }
                await #expect(throws: ChannelError.operationUnsupported) {
                    guard onLoop else { return _ = try await channel.getOption(.backlog).get() }
                    _ = try await loop.run { try channel.syncOptions?.getOption(.backlog) }
                }
            }
            // How much waits can't be set.
            await #expect(throws: ChannelError.operationUnsupported) {
                try await channel.setOption(.bufferedWritableBytes, value: 3).get()
            }
            await #expect(throws: IOError.self) {
                try await channel.setOption(.socketOption(.init(rawValue: 12_345)), value: 1).get()
            }
        }
    }

    @Test func aClosedChannelHasNoOptions() async throws {
        try await withLoop { loop in
            let (channel, _) = try await accepted(on: loop)
            try await channel.close()
            await #expect(throws: ChannelError.ioOnClosedChannel) {
                try await channel.setOption(.autoRead, value: false).get()
            }
            await #expect(throws: ChannelError.ioOnClosedChannel) { _ = try await channel.getOption(.autoRead).get() }
        }
    }

    @Test func bytesThatWaitAreCounted() async throws {
        try await withLoop { loop in
            let (channel, peer) = try await accepted(on: loop)
            let writes = (0..<3).map { _ in channel.write(ByteBuffer(string: "abcd")) }
            #expect(try await channel.getOption(.bufferedWritableBytes).get() == 12)
            channel.flush()
            for write in writes { try await write.get() }
            #expect(try await channel.getOption(.bufferedWritableBytes).get() == 0)
            #expect(await peer.receive(12) == Array("abcdabcdabcd".utf8))
        }
    }
}
