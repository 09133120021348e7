import Testing
import TuttiContentCoding

/// RFC 9110, 12.5.3.
struct AcceptEncodingTests {
    private static func choice(_ values: [String]) -> AcceptEncoding.Choice {
        AcceptEncoding(values).choice(of: ContentEncoder.codings)
    }

    @Test func clientThatSaysNothingGetsTheContentAsItIs() {
        #expect(Self.choice([]) == .identity)
        #expect(Self.choice([""]) == .identity)
    }

    @Test(
        arguments: [
            ("gzip", .coding(.gzip)), ("br", .coding(.brotli)), ("gzip, deflate, br, zstd", .coding(.brotli)),
            ("GZip", .coding(.gzip)), ("x-gzip", .coding(.gzip)), ("\tgzip \t,, br ;q=0.9", .coding(.gzip)),
            ("br;q=0.5, gzip", .coding(.gzip)), ("br;q=0.5, gzip;q=0.5", .coding(.brotli)),
            ("br;q=0.499,gzip;q=0.5", .coding(.gzip)), ("br; Q=1.000 , gzip", .coding(.brotli)),
            ("*", .coding(.brotli)), ("*;q=0.1, gzip", .coding(.gzip)), ("br;q=0, *", .coding(.gzip)),
            ("zstd, *;q=0", .none), ("identity;q=0", .coding(.brotli)), ("identity;q=0, gzip;q=0.1", .coding(.gzip)),
            ("identity;q=0, zstd, br;q=0, gzip;q=0", .none), ("*;q=0", .none), ("*;q=0, identity", .identity),
            ("identity, gzip;q=0.5", .identity), ("identity;q=0.5, gzip", .coding(.gzip)),
            ("identity, gzip", .coding(.gzip)), ("identity;q=0.2, *;q=0.1", .identity),
            ("deflate", .identity), ("gzip;q=0", .identity), ("gzip, gzip;q=0", .identity),
            ("gzip;q=0, gzip", .identity),
        ] as [(String, AcceptEncoding.Choice)])
    func weightsDecide(value: String, choice: AcceptEncoding.Choice) {
        #expect(Self.choice([value]) == choice)
    }

    // Whoever says something that can't be read has not said that the coding can be decoded.
    @Test(arguments: [
        "gzip;q=1.001", "gzip;q=2", "gzip;q=", "gzip;q", "gzip;", "gzip;q=.5", "gzip;q=0.0001", "gzip;q=-1",
        "gzip;q=0,5",
        "gzip;q=1;x=2", "gzip;level=9", "gzip;q=1e0", "gz\u{308}ip", "gzip br", "\"gzip\"",
    ])
    func memberThatCannotBeReadSaysNothing(value: String) {
        #expect(Self.choice([value]) == .identity)
    }

    @Test func linesAreOneList() {
        #expect(Self.choice(["gzip;q=0.5", "br;q=0.1"]) == .coding(.gzip))
    }

    @Test func onlyWhatIsOfferedIsChosen() {
        #expect(AcceptEncoding(["br, gzip"]).choice(of: [.gzip]) == .coding(.gzip))
        #expect(AcceptEncoding(["*"]).choice(of: []) == .identity)
        #expect(AcceptEncoding(["identity;q=0"]).choice(of: []) == .none)
    }
}
