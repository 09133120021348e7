import HTTPTypes
import Testing
import TuttiCaching

struct LookUpTests {
    private static let now = StoringTests.now
    private static let obeying = HTTPCache(HTTPCacheRules(obeysClients: true))

    /// What becomes of a request after so many seconds, in one word or two.
    private static func outcome(
        _ lines: [String], after seconds: Int64, request: CacheRequest = Lines.request(),
        cache: HTTPCache = HTTPCache(), purged: Int64? = nil
    ) -> String {
        let stored = StoringTests.store(lines)
        let verdict = cache.lookUp(
            request, stored: stored, purged: purged.map { now + $0 * 1_000 }, now: now + seconds * 1_000)
        return switch verdict {
        case .fresh: "fresh"
        case .staleWhileRevalidate: "revalidate"
        case .validate(let fields, let reason):
            "validate \(reason.rawValue) \(fields.map(\.name.rawName).joined(separator: " "))"
        case .fetch(let reason): "fetch \(reason.rawValue)"
        case .pass(let reason): "pass \(reason.rawValue)"
        case .onlyIfCached: "504"
        }
    }

    @Test(
        arguments: [
            (["Cache-Control: max-age=60"], 59, "fresh"), (["Cache-Control: max-age=60"], 60, "fetch stale"),
            (["Cache-Control: max-age=60", #"ETag: "a""#], 60, "validate stale If-None-Match"),
            (
                ["Cache-Control: max-age=60", #"ETag: "a""#, "Last-Modified: \(StoringTests.date(-9))"], 60,
                "validate stale If-None-Match If-Modified-Since"
            ),
            (["Cache-Control: max-age=60", "ETag: a", "Last-Modified: x"], 60, "validate stale If-None-Match"),
            (["Cache-Control: max-age=60, no-cache", #"ETag: "a""#], 0, "validate stale If-None-Match"),
            (["Cache-Control: max-age=60, stale-while-revalidate=10"], 70, "revalidate"),
            (["Cache-Control: max-age=60, stale-while-revalidate=10"], 71, "fetch stale"),
            (["Cache-Control: max-age=60, stale-while-revalidate=10, must-revalidate"], 61, "fetch stale"),
        ] as [([String], Int64, String)])
    func freshnessDecides(lines: [String], after: Int64, outcome: String) {
        #expect(Self.outcome(lines, after: after) == outcome)
    }

    @Test
    func whatIsNotThereIsFetched() {
        let cache = HTTPCache()
        #expect(cache.lookUp(Lines.request(), stored: nil, now: Self.now) == .fetch(.uriMiss))
        #expect(cache.lookUp(Lines.request(), stored: nil, hasOthers: true, now: Self.now) == .fetch(.varyMiss))
        #expect(cache.lookUp(Lines.request([], .head), stored: nil, now: Self.now) == .pass(.uriMiss))
        #expect(cache.lookUp(Lines.request([], .post), stored: nil, now: Self.now) == .pass(.method))
        #expect(cache.lookUp(Lines.request([#"If-Match: "a""#]), stored: nil, now: Self.now) == .pass(.bypass))
    }

    @Test(
        arguments: [
            ("no-cache", 0, "fetch request"), ("max-age=5", 5, "fresh"), ("max-age=5", 6, "fetch request"),
            ("min-fresh=50", 10, "fresh"), ("min-fresh=50", 11, "fetch request"), ("no-store", 0, "fresh"),
            ("no-store", 61, "pass stale"), ("max-stale=10", 70, "fresh"), ("max-stale=10", 71, "fetch stale"),
            ("max-stale", 100_000, "fresh"), ("only-if-cached", 0, "fresh"), ("only-if-cached", 61, "504"),
            ("only-if-cached, no-cache", 0, "504"), ("max-stale=99999999999", 100_000, "fresh"),
        ] as [(String, Int64, String)])
    func clientsAreObeyedWhereTheRulesSaySo(directive: String, after: Int64, outcome: String) {
        let request = Lines.request(["Cache-Control: \(directive)"])
        #expect(
            Self.outcome(["Cache-Control: max-age=60"], after: after, request: request, cache: Self.obeying) == outcome)
        #expect(
            Self.outcome(["Cache-Control: max-age=60"], after: after, request: request)
                == (after < 60 ? "fresh" : "fetch stale"))
    }

    @Test
    func nothingStaleIsServedThatMustBeValidated() {
        let request = Lines.request(["Cache-Control: max-stale"])
        for value in ["max-age=60, must-revalidate", "max-age=60, proxy-revalidate", "s-maxage=60"] {
            #expect(
                Self.outcome(["Cache-Control: \(value)"], after: 61, request: request, cache: Self.obeying)
                    == "fetch stale")
        }
        #expect(
            Self.obeying.lookUp(Lines.request(["Cache-Control: only-if-cached"]), stored: nil, now: 0) == .onlyIfCached)
    }

    @Test
    func whatWasPurgedSoftlyIsStaleSinceThen() {
        let lines = ["Cache-Control: max-age=60, stale-while-revalidate=10"]
        #expect(Self.outcome(lines, after: 30, purged: 25) == "revalidate")
        #expect(Self.outcome(lines, after: 40, purged: 25) == "fetch stale")
        #expect(Self.outcome(lines, after: 20, purged: 20) == "revalidate")
        #expect(Self.outcome(["Cache-Control: max-age=60"], after: 20, purged: 20) == "fetch stale")
    }

    @Test(
        arguments: [
            ("max-age=60, stale-if-error=10", 503, 70, true), ("max-age=60, stale-if-error=10", nil, 70, true),
            ("max-age=60, stale-if-error=10", 503, 71, false), ("max-age=60, stale-if-error=10", 404, 61, false),
            ("max-age=60", nil, 61, false), ("max-age=60, stale-if-error=10, must-revalidate", nil, 61, false),
            ("max-age=60, stale-if-error=10", 501, 61, false),
        ] as [(String, Int?, Int64, Bool)])
    func errorsAreReplacedForAWhile(value: String, status: Int?, after: Int64, standsIn: Bool) throws {
        let stored = try #require(StoringTests.store(["Cache-Control: \(value)"]))
        #expect(HTTPCache().standsIn(stored, for: status, now: Self.now + after * 1_000) == standsIn)
    }

    @Test(
        arguments: [
            ("Foo", ["Foo: 1"], ["Foo: 1"], true), ("Foo", [], ["Foo: 1"], false), ("Foo", ["Foo: 1"], [], false),
            ("Foo", [], [], true), ("foo, Bar", ["Foo: 1", "Bar: 2"], ["Bar: 2", "Foo: 1"], true),
            ("Foo", ["Foo: 1, 2"], ["Foo: 1", "Foo: 2"], true), ("Foo", ["Foo: 1 ,  2"], ["Foo: 1,2"], true),
            ("Foo", ["Foo: a  b"], ["Foo: a b"], true), ("Foo", ["Foo: ab"], ["Foo: a b"], false),
            ("Foo", [#"Foo: "a, b""#], [#"Foo: "a,b""#], false), ("Foo", ["Foo: a"], ["Foo: A"], false),
            ("Accept-Language", ["Accept-Language: en, de"], ["Accept-Language: eN,De"], true),
            ("Foo", ["Foo: k"], ["Foo: \u{212A}"], false), ("Foo", ["Foo: "], [], false),
        ] as [(String, [String], [String], Bool)])
    func varyComparesWhatRequestsSay(names: String, first: [String], second: [String], isSame: Bool) throws {
        let stored = try #require(
            StoringTests.store(["Cache-Control: max-age=60", "Vary: \(names)"], request: Lines.request(first)))
        #expect(stored.matches(Lines.request(second)) == isSame)
    }

    @Test
    func moreNamesThanAreComparedAreNotStored() {
        let names = (0...VaryTerm.most).map { "n\($0)" }
        #expect(StoringTests.store(["Cache-Control: max-age=60", "Vary: \(names.joined(separator: ","))"]) == nil)
        #expect(
            StoringTests.store(["Cache-Control: max-age=60", "Vary: \(names.dropLast().joined(separator: ","))"]) != nil
        )
    }
}
