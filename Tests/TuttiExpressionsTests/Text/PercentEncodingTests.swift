import Testing
import TuttiExpressions

/// Percent-encoding as RFC 3986 has it.
@Suite struct PercentEncodingTests {
    @Test(arguments: [
        ("", ""), ("azAZ09-._~", "azAZ09-._~"), ("a b", "a%20b"), ("/?#[]@", "%2F%3F%23%5B%5D%40"),
        ("!$&'()*+,;=:", "%21%24%26%27%28%29%2A%2B%2C%3B%3D%3A"), ("100%", "100%25"), ("%41", "%2541"),
        ("größe", "gr%C3%B6%C3%9Fe"), ("日", "%E6%97%A5"), ("\0\u{7F}", "%00%7F"),
        ("\"<>\\^`{|}", "%22%3C%3E%5C%5E%60%7B%7C%7D"),
    ])
    func encodesAllButUnreserved(text: String, encoded: String) {
        #expect(PercentEncoding.encoded(text) == encoded)
        var bytes = Array("=".utf8)
        PercentEncoding.append(text, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "=" + encoded)
        #expect(PercentEncoding.decoded(encoded) == text)
    }

    @Test(arguments: [
        ("/a/b?c=d&e=f", "/a/b?c=d&e=f"), ("/%2F/%c3%bc", "/%2F/%c3%bc"), ("/größe", "/gr%C3%B6%C3%9Fe"),
        ("/{x}|[1]", "/%7Bx%7D%7C%5B1%5D"), ("/a:b@c;d=1,2!$'()*+~", "/a:b@c;d=1,2!$'()*+~"),
    ])
    func keepsWhatAPathAndAQueryMayHold(text: String, encoded: String) {
        #expect(PercentEncoding.encodedPathAndQuery(Array(text.utf8)) == encoded)
    }

    @Test(arguments: [("a%2fb%2F", "a/b/"), ("+", "+"), ("%c3%B6", "ö"), ("ö", "ö")])
    func decodes(encoded: String, text: String) {
        #expect(PercentEncoding.decoded(encoded) == text)
    }

    @Test(arguments: ["%", "a%2", "%zz", "%2g", "%ff", "%c3", "%+1"])
    func refusesToDecode(encoded: String) {
        #expect(PercentEncoding.decoded(encoded) == nil)
    }

    @Test func knowsHexadecimalDigits() {
        let digits = (UInt8.min...UInt8.max).filter(PercentEncoding.isHexDigit)
        #expect(String(decoding: digits, as: UTF8.self) == "0123456789ABCDEFabcdef")
    }
}
