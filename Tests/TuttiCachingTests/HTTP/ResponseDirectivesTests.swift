import HTTPTypes
import Testing
import TuttiCaching

struct ResponseDirectivesTests {
    private static func read(_ lines: String...) -> ResponseDirectives {
        ResponseDirectives.read(Lines.fields(lines), targets: [.cdnCacheControl]).0
    }

    @Test(
        arguments: [
            ("max-age=5", 5), ("max-age=1800, max-age=1", 1800), ("max-age=1, max-age=1800", 1),
            // A lifetime that can't be read is none.
            ("max-age='5'", 0), ("max-age=5.5", 0), ("max-age=5a", 0), ("max-age= 5", 0), ("max-age", 0),
            ("max-age=-5", 0), (#"max-age="5""#, 5), (#"max-age=1, extension="max-age=3600""#, 1),
            ("max-age=99999999999", 2_147_483_648), ("no-cache", nil),
        ] as [(String, Int64?)])
    func theFirstLifetimeCounts(value: String, lifetime: Int64?) {
        #expect(Self.read("Cache-Control: \(value)").maxAge == lifetime)
    }

    @Test(
        arguments: [
            ("private", .all), (#"private="a, B""#, .fields(["a", "b"])),
            ("private=Set-Cookie", .fields(["set-cookie"])),
            (#"private="a", private"#, .all), (#"private, private="a""#, .all),
            (#"private="a", private="b""#, .fields(["a", "b"])),
            (#"private="""#, .all), ("PRIVATE", .all), ("max-age=1", .nothing),
        ] as [(String, ResponseDirectives.Reach)])
    func privateMayNameFields(value: String, reach: ResponseDirectives.Reach) {
        #expect(Self.read("Cache-Control: \(value)").isPrivate == reach)
    }

    @Test
    func flagsAreRead() {
        let read = Self.read(
            "Cache-Control: public, immutable, must-revalidate",
            "Cache-Control: proxy-revalidate,must-understand,No-Store")
        #expect(read.isPublic && read.isImmutable && read.mustRevalidate && read.proxyRevalidate)
        #expect(read.mustUnderstand && read.noStore)
    }

    @Test(
        arguments: [
            ("max-age=10", 10), ("max-age=1, max-age=10", 10), ("max-age=10;foo=bar, a=(1 2);b", 10),
            ("max-age=99999999999", 2_147_483_648),
            // Another kind of value allows nothing.
            (#"max-age="10""#, 0), ("max-age=1.5", 0), ("max-age", 0), ("max-age=-1", 0), ("max-age=abc", 0),
            // What is no dictionary counts for nothing, and so does an empty one.
            ("max-age=10, &&&&&", 77), ("MaX-aGe=10", 77), ("max-age =10", 77), ("max-age= 10", 77), ("", 77),
            ("max-age=10,", 77), ("max-age=1234567890123456", 77), (#"a="b"#, 77), ("a=?2", 77), ("a=(1", 77),
        ] as [(String, Int64)])
    func aTargetedFieldIsADictionary(value: String, lifetime: Int64) {
        #expect(Self.read("CDN-Cache-Control: \(value)", "Cache-Control: max-age=77").maxAge == lifetime)
    }

    @Test(
        arguments: [
            ("no-store", true), ("no-store=?1", true), ("no-store;a", true), ("no-store=?0", false),
            ("no-store=1", false),
        ] as [(String, Bool)])
    func aFlagOfATargetedFieldIsABoolean(value: String, isSet: Bool) {
        #expect(Self.read("CDN-Cache-Control: \(value)").noStore == isSet)
    }

    @Test
    func aTargetedFieldCountsAlone() {
        #expect(!Self.read("CDN-Cache-Control: max-age=5", "Cache-Control: no-store").noStore)
        #expect(Self.read("CDN-Cache-Control: private").isPrivate == .all)
        #expect(Self.read(#"CDN-Cache-Control: private="a""#).isPrivate == .fields(["a"]))
        #expect(Self.read("CDN-Cache-Control: private=?0").isPrivate == .nothing)
    }

    @Test(
        arguments: [
            (["no-cache"], [], "noCache"), ([], ["no-cache"], "noCache"), (["max-age=1"], ["no-cache"], "1"),
            (["max-age=x"], [], "0"), (["max-age=5, max-age=2"], [], "2"), (["no-store"], [], "noStore"),
            ([], ["no-store"], ""), (["only-if-cached"], [], "onlyIfCached"), (["max-stale"], [], "any"),
            (["max-stale=5"], [], "stale 5"), (["max-stale=x"], [], ""), (["min-fresh=5"], [], "fresh 5"),
            (["min-fresh=x"], [], "fresh 2147483648"),
        ] as [([String], [String], String)])
    func directivesOfRequestsAreRead(cacheControl: [String], pragma: [String], expected: String) {
        let read = RequestDirectives(cacheControl: cacheControl, pragma: pragma)
        var parts: [String] = []
        if read.noCache { parts.append("noCache") }
        if read.noStore { parts.append("noStore") }
        if read.onlyIfCached { parts.append("onlyIfCached") }
        if let age = read.maxAge { parts.append("\(age)") }
        if let fresh = read.minFresh { parts.append("fresh \(fresh)") }
        switch read.maxStale {
        case .none: break
        case .any: parts.append("any")
        case .seconds(let seconds): parts.append("stale \(seconds)")
        }
        #expect(parts.joined(separator: ", ") == expected)
    }
}
