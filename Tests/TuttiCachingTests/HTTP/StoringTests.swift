import HTTPTypes
import Testing
import TuttiCaching
import TuttiResilience

/// Which responses are stored, and for how long they are fresh.
struct StoringTests {
    /// 1994-11-06 08:49:37 GMT, in milliseconds.
    static let now: Int64 = 784_111_777_000

    static func date(_ seconds: Int64) -> String { CalendarTime(seconds: now / 1_000 + seconds).httpDate }

    static func store(
        _ lines: [String], status: Int = 200, request: CacheRequest = Lines.request(),
        rules: HTTPCacheRules = HTTPCacheRules(), took milliseconds: Int64 = 0
    ) -> StoredHead? {
        HTTPCache(rules).store(
            request, status: status, fields: Lines.fields(lines),
            moments: CacheMoments(requested: now - milliseconds, received: now))
    }

    @Test(
        arguments: [
            (["Cache-Control: max-age=60"], 60), (["Cache-Control: max-age=60, s-maxage=5"], 5),
            (["Cache-Control: s-maxage=60, max-age=1"], 60), (["Cache-Control: max-age=60", "Expires: 0"], 60),
            (["Expires: \(date(60))", "Date: \(date(0))"], 60), (["Expires: \(date(60))", "Date: \(date(-10))"], 70),
            (["Expires: \(date(60))"], 60), (["Expires: \(date(60).uppercased())"], 60),
            (["Expires: \(date(60).lowercased())"], 60),
            // A tenth of the time since the last change, at most a day.
            (["Last-Modified: \(date(-600))"], 60), (["Last-Modified: \(date(-100_000_000))"], 86_400),
            (["Last-Modified: \(date(600))"], 0),
            // There must be something to serve, or to ask about.
            ([], nil), (["Cache-Control: max-age=0"], nil), (["Cache-Control: max-age=0", #"ETag: "a""#], 0),
            (["Expires: 0"], nil), (["Expires: \(date(60)) x"], nil),
            (["Expires: \(date(60))", "Expires: \(date(60))"], nil),
            (["Expires: \(date(60).replacing("GMT", with: "AEST"))"], nil), ([#"ETag: "a""#], 0),
            (["Cache-Control: max-age=60", "Age: 60"], nil), (["Cache-Control: max-age=60", "Age: 59"], 60),
            (["Cache-Control: max-age=60", "Age: 61, 0"], nil), (["Cache-Control: max-age=60", "Age: -61"], 60),
            (["Cache-Control: max-age=60", "Age: 99999999999"], nil), (["Cache-Control: max-age=60", "Age: x"], 60),
            (["Cache-Control: max-age=60", "Date: \(date(-60))"], nil),
            (["Cache-Control: no-store, max-age=60"], nil), (["Cache-Control: private, max-age=60"], nil),
            (["Cache-Control: no-store, must-understand, max-age=60"], 60),
            (["Cache-Control: no-cache, max-age=60"], nil),
            (["Cache-Control: no-cache, max-age=60", #"ETag: "a""#], 60),
            (["Cache-Control: max-age=60", "Set-Cookie: a=b"], nil),
            (["Cache-Control: max-age=60, no-cache=set-cookie", "Set-Cookie: a=b"], 60),
            (["Cache-Control: max-age=60", "Vary: *"], nil), (["Cache-Control: max-age=60", "Vary: a, *"], nil),
            (["CDN-Cache-Control: max-age=60", "Cache-Control: no-store", "Expires: 0"], 60),
            (["CDN-Cache-Control: max-age=0", "Cache-Control: max-age=60"], nil),
            (["CDN-Cache-Control: a", "Expires: \(date(60))"], nil),
        ] as [([String], Int64?)])
    func lifetimesFollowTheResponse(lines: [String], lifetime: Int64?) {
        #expect(Self.store(lines)?.lifetime == lifetime)
    }

    @Test(
        arguments: [
            (200, true, true), (203, true, true), (204, true, true), (206, false, false), (201, true, false),
            (301, true, true), (302, true, false), (304, false, false), (404, true, true), (403, true, false),
            (410, true, true), (500, true, false), (501, true, true), (599, true, false), (103, false, false),
        ] as [(Int, Bool, Bool)])
    func statusesDecide(status: Int, isStored: Bool, isGuessed: Bool) {
        #expect((Self.store(["Cache-Control: max-age=60"], status: status) != nil) == isStored)
        #expect((Self.store(["Last-Modified: \(Self.date(-600))"], status: status) != nil) == isGuessed)
        // `public` allows to guess of any status.
        #expect(
            (Self.store(["Last-Modified: \(Self.date(-600))", "Cache-Control: public"], status: status) != nil)
                == isStored)
    }

    @Test
    func aStatusThatMustBeUnderstoodHasToBeKnown() {
        #expect(Self.store(["Cache-Control: max-age=60, no-store, must-understand"], status: 299) == nil)
        #expect(Self.store(["Cache-Control: max-age=60, must-understand"], status: 299) == nil)
    }

    @Test(
        arguments: [
            ("max-age=60", false), ("max-age=60, public", true), ("s-maxage=60", true),
            ("max-age=60, must-revalidate", true),
        ])
    func responsesToCredentialsNeedPermission(value: String, isStored: Bool) {
        let request = Lines.request(["Authorization: Basic Zm9vOmJhcg=="])
        #expect((Self.store(["Cache-Control: \(value)"], request: request) != nil) == isStored)
    }

    @Test
    func rulesDecideAboutCookiesGuessesAndClients() {
        let cookie = ["Cache-Control: max-age=60", "Set-Cookie: a=b"]
        #expect(Self.store(cookie, rules: HTTPCacheRules(storesCookies: true))?.lifetime == 60)
        let guessed = ["Last-Modified: \(Self.date(-600))"]
        #expect(Self.store(guessed, rules: HTTPCacheRules(isHeuristic: false))?.lifetime == 0)
        let request = Lines.request(["Cache-Control: no-store"])
        #expect(Self.store(["Cache-Control: max-age=60"], request: request) != nil)
        let obeying = HTTPCacheRules(obeysClients: true)
        #expect(Self.store(["Cache-Control: max-age=60"], request: request, rules: obeying) == nil)
        #expect(Self.store(["Cache-Control: max-age=60"], request: Lines.request([], .head)) == nil)
        #expect(Self.store(["Cache-Control: max-age=60"], request: Lines.request([], .post)) == nil)
    }

    @Test(
        arguments: [
            ("max-age=1", 7, 8, true), ("max-age=1, stale-while-revalidate=3, stale-if-error=4", 3, 4, true),
            ("max-age=1, stale-while-revalidate=3, must-revalidate", 0, 0, false),
            ("max-age=1, stale-if-error=3, proxy-revalidate", 0, 0, false), ("s-maxage=1", 0, 0, false),
            ("s-maxage=1, stale-while-revalidate=3", 3, 0, false), ("max-age=1, stale-while-revalidate=x", 0, 8, true),
        ] as [(String, Int64, Int64, Bool)])
    func stalenessNeedsPermission(value: String, whileRevalidate: Int64, ifError: Int64, mayBeStale: Bool) {
        let stored = Self.store(
            ["Cache-Control: \(value)"], rules: HTTPCacheRules(staleWhileRevalidate: 7, staleIfError: 8))
        #expect(stored?.staleWhileRevalidate == whileRevalidate)
        #expect(stored?.staleIfError == ifError)
        #expect(stored?.mayBeStale == mayBeStale)
    }

    @Test
    func headersOfTheConnectionAndOldAgesAreNotStored() {
        let stored = Self.store([
            #"Cache-Control: max-age=60, private="a", no-cache="b""#, "A: 1", "B: 2", "C: 3", "Connection: d, close",
            "D: 4",
            "Keep-Alive: 5", "Age: 6", "Proxy-Authentication-Info: x", "Transfer-Encoding: chunked", "TE: trailers",
            "Content-Encoding: gzip", "Date: \(Self.date(0))",
        ])
        #expect(
            stored?.fields.map(\.name.canonicalName).filter { $0 != "te" } == [
                "cache-control", "c", "content-encoding", "date",
            ])
    }

    @Test
    func aResponseWithoutADateGetsOne() {
        let stored = Self.store(["Cache-Control: max-age=60"])
        #expect(stored?.fields.last?.value == Self.date(0))
    }

    @Test
    func ageIsWhatIsSaidOrWhatIsMeasuredWhicheverIsMore() {
        #expect(Self.store(["Cache-Control: max-age=60", "Age: 5"], took: 1_500)?.initialAge == 6_500)
        #expect(
            Self.store(["Cache-Control: max-age=60", "Age: 5", "Date: \(Self.date(-20))"], took: 1_500)?.initialAge
                == 20_000)
        let stored = Self.store(["Cache-Control: max-age=60", "Age: 5"])
        #expect(stored?.age(at: Self.now + 2_000) == 7_000)
        #expect(stored?.freshness(at: Self.now + 60_000) == -5_000)
        // A clock that is set back makes nothing younger than it was.
        #expect(stored?.age(at: Self.now - 2_000) == 5_000)
        #expect(stored?.age(at: .max) ?? 0 > 0)
    }

    @Test
    func tagsAndGroupsAreBounded() {
        let stored = Self.store([
            "Cache-Control: max-age=60", "Surrogate-Key: a  b a", "Cache-Tag: c d,, e",
            "Surrogate-Key: \(String(repeating: "x", count: 300))",
            #"Cache-Groups: "g", "h";p=1, "g""#,
        ])
        #expect(stored?.tags == ["a", "b", "c d", "e"])
        #expect(stored?.groups == ["g", "h"])
        let many = (0..<500).map { "k\($0)" }.joined(separator: " ")
        #expect(Self.store(["Cache-Control: max-age=60", "Surrogate-Key: \(many)"])?.tags.count == 128)
        #expect(Self.store(["Cache-Control: max-age=60", "Cache-Groups: a, b"])?.groups == [])
    }

    @Test(
        arguments: [
            ("max-age=5", 200, 30), ("no-cache", 200, 30), ("must-revalidate, s-maxage=1", 200, 30),
            ("max-age=0", 201, 30),
            ("max-age=5", 404, 7), ("max-age=5", 500, nil), ("max-age=5", 302, nil), ("private", 200, nil),
            ("no-store", 200, nil),
        ] as [(String, Int, Int64?)])
    func theFileMaySayHowLong(value: String, status: Int, lifetime: Int64?) {
        let fixed = HTTPCacheRules.Fixed(lifetime: 30, negative: 7, negativeStatuses: [404], vary: [.acceptLanguage])
        let stored = Self.store(
            ["Cache-Control: \(value)", "Vary: foo"], status: status,
            rules: HTTPCacheRules(staleIfError: 9, fixed: fixed))
        #expect(stored?.lifetime == lifetime)
        #expect(stored?.needsValidation ?? false == false)
        if let stored {
            #expect(stored.staleIfError == 9)
            #expect(stored.vary.map(\.name) == ["accept-language", "foo"])
        }
    }
}
