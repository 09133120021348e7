import NIOCore
import Testing
import TuttiChannels

/// What is kept of a read keeps no more memory than it needs.
@Suite struct SpareMemoryTests {
    @Test func aSmallPartOfALargeBufferIsCopied() throws {
        var whole = ByteBuffer(repeating: 7, count: 128 << 10)
        let read = whole.readSlice(length: 10)
        let part = try #require(read)
        let kept = part.withoutSpareMemory
        #expect(kept == part)
        #expect(kept.storageCapacity <= 64)
    }

    @Test(arguments: [1, 100, 16 << 10])
    func aBufferOfItsOwnStaysWhereItIs(count: Int) {
        let bytes = ByteBuffer(bytes: [UInt8](repeating: 7, count: count))
        let place = bytes.withUnsafeReadableBytes { $0.baseAddress }
        #expect(bytes.withoutSpareMemory.withUnsafeReadableBytes { $0.baseAddress } == place)
    }

    @Test func halfOfABufferStaysWhereItIs() throws {
        var whole = ByteBuffer(repeating: 7, count: 128 << 10)
        let read = whole.readSlice(length: 64 << 10)
        let half = try #require(read)
        #expect(half.withoutSpareMemory.storageCapacity == whole.storageCapacity)
    }
}
