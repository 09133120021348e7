import NIOCore
@testable import TuttiRedis
import TuttiPlan

/// Called by libFuzzer with each input: any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    guard let size = input.first else { return 0 }
    let bytes = Array(input.dropFirst())
    let whole = Outcome(of: bytes, by: max(bytes.count, 1))
    precondition(whole.values.count <= bytes.count, "there are more replies than bytes")
    precondition(Outcome(of: bytes, by: 1) == whole, "in pieces of one byte the replies are others")
    precondition(Outcome(of: bytes, by: Int(size) + 2) == whole, "in other pieces the replies are others")

    let asked = RedisAddress.host("asked", port: 1)
    for value in whole.values {
        if let slots = RedisSlots(value, asked: asked) {
            precondition(slots.all.allSatisfy { $0 != .host("", port: 1) }, "a node has no host")
        }
        if case .error(let error) = value {
            precondition(
                error.message.utf8.count <= 3 * 200 && error.code.utf8.count <= 24, "an error is not cut short")
            if let redirection = RedisRedirection(error, asked: asked) {
                precondition((0..<RedisSlots.count).contains(redirection.slot), "there is no such slot")
            }
        }
    }
    greet(with: whole.values)
    return 0
}

/// A handshake ends, one way or the other, with few commands.
private func greet(with values: [RedisValue]) {
    var handshake = RedisHandshake(RedisProfile(RedisPlan(.sentinel(name: "main", []), database: 1)))
    var commands = 1
    for value in values {
        switch handshake.received(value) {
        case .send(let more): commands += more.count
        case .wait: break
        case .ready, .failed: return
        }
        precondition(commands <= 5, "a handshake goes on and on")
    }
}

/// What is read of a connection.
private struct Outcome: Equatable {
    var values: [RedisValue] = []
    var defect: RedisDefect?

    init(of bytes: [UInt8], by size: Int) {
        var bounds = RedisReader.Bounds()
        (bounds.line, bounds.text, bounds.reply, bounds.elements, bounds.depth) = (64, 64, 256, 64, 4)
        var reader = RedisReader(bounds: bounds)
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.received(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            do throws(RedisDefect) {
                while let value = try reader.next() { values.append(value) }
            } catch {
                defect = error
                return
            }
        }
    }

    /// NaN is like NaN.
    static func == (left: Outcome, right: Outcome) -> Bool {
        left.defect == right.defect && "\(left.values)" == "\(right.values)"
    }
}
