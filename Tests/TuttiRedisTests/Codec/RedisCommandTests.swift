import NIOCore
import Testing

@testable import TuttiRedis

/// Commands as they are sent.
@Suite struct RedisCommandTests {
    @Test func isAListOfTextsInBulk() {
        var buffer = ByteBuffer()
        RedisCommand(["SET", .text("schlüssel"), .bytes([0, 13, 10]), .integer(-7), .buffer(ByteBuffer(string: ""))])
            .write(into: &buffer)
        #expect(
            String(buffer: buffer) == "*5\r\n$3\r\nSET\r\n$10\r\nschlüssel\r\n$3\r\n\0\r\n\r\n$2\r\n-7\r\n$0\r\n\r\n")
    }

    @Test func namesScriptsByTheirHash() {
        let script = RedisScript("return 1")
        #expect(script.digest == "e0e1f9fabfc9d4800c877a703b823ac0578ff8db")
        #expect(
            script.command(keys: ["k"], ["v"], isWhole: false).arguments == [
                "EVALSHA", .text(script.digest), .integer(1), "k", "v",
            ])
        #expect(script.command(keys: ["k"], [], isWhole: true).key == "k")
        #expect(script.command(keys: [], [], isWhole: true).key == nil)
    }

    @Test(arguments: [
        ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
        (String(repeating: "a", count: 1_000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
    ])
    func hashesAsTheStandardHasIt(_ text: String, _ hash: String) {
        #expect(SHA1.hexadecimal(of: Array(text.utf8)) == hash)
    }

    @Test(arguments: [
        ("MOVED 3999 127.0.0.1:6381", "MOVED"), ("ERR unknown command", "ERR"), ("wrong", "ERR"), ("", "ERR"),
        ("A b", "ERR"),
        ("NOSCRIPT No matching script", "NOSCRIPT"), ("LOADING", "LOADING"), ("ERRx y", "ERR"), ("Err x", "ERR"),
    ])
    func anErrorHasACode(_ text: String, _ code: String) {
        #expect(RedisError(text).code == code)
    }
}
