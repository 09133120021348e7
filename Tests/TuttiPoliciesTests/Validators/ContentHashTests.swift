import Testing

@testable import TuttiPolicies

struct ContentHashTests {
    private static func text(_ bytes: [UInt8]) -> String {
        var hash = ContentHash()
        hash.add(bytes)
        return hash.text
    }

    /// By Python's `hashlib.blake2b(…, digest_size=24)`, in base64url.
    @Test(
        arguments: [
            ([], "qztTMacTXtUNDxgtAm5gq9s2Rv1RvPij"), (Array("abc".utf8), "VqF-OMw3GkaxLDLxjgxh3iqE6cJVWxFO"),
            ([UInt8](repeating: 0x61, count: 128), "Kj2jvtHFoBdRITKK-DdkG0M3cYHfKf8T"),
            ([UInt8](repeating: 0x61, count: 129), "RY3Y--JWIuoTpqEl979NLqhTr_DafkmP"),
            ((0..<1_024).map { UInt8($0 & 0xFF) }, "EZa3c9dgVqi7WQdvYodj35Qzvh4dNqnl"),
        ] as [([UInt8], String)])
    func isBlake2b(bytes: [UInt8], text: String) {
        #expect(Self.text(bytes) == text)
    }

    @Test(arguments: [1, 2, 63, 127, 128, 129, 200, 256, 300, 1_000])
    func piecesMakeNoDifference(size: Int) {
        let bytes = (0..<1_000).map { UInt8($0 * 7 & 0xFF) }
        var hash = ContentHash()
        for start in stride(from: 0, to: bytes.count, by: size) {
            hash.add(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        hash.add([])
        #expect(hash.text == Self.text(bytes))
        #expect(hash.bytes.count == ContentHash.length)
    }

    @Test func isATagThatIsStrong() {
        #expect(EntityTag(ContentHash()).text == "\"qztTMacTXtUNDxgtAm5gq9s2Rv1RvPij\"")
    }
}
