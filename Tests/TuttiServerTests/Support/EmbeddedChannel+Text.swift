import NIOCore
import NIOEmbedded

extension EmbeddedChannel {
    /// Lets text arrive; a channel that is closed drops it.
    func send(_ text: String) throws {
        if isActive { try writeInbound(ByteBuffer(string: text)) }
    }

    /// What was written since the last time.
    func output() -> String {
        var output = ""
        while let reply = try? readOutbound(as: ByteBuffer.self) { output += String(buffer: reply) }
        return output
    }
}
