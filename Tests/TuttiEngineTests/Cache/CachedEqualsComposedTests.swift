import HTTPTypes
import SeededRandom
import Testing
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

#if canImport(Glibc)
    import Glibc
#endif

/// What comes from the cache is what would be composed now, for whichever client asks: random endpoints, random requests.
///
/// Services say all that they were sent, so a response that is another client's shows it. `TUTTI_CACHE_CASES` asks for more requests than
/// the few thousand of each run.
struct CachedEqualsComposedTests {
    /// What an expression may read of a request.
    private static let reads = [
        "path.id", "query.a", "query.b", "query_all.a", "query_all", "headers.\"x-a\"", "headers.\"accept-language\"",
        "cookies.c", "cookies.d", "claims.sub", "claims.role", "client.address", "client.auth", "to_string(`7`)",
    ]

    /// An endpoint, with its `cache` and without.
    private static func endpoint(_ random: inout SeededGenerator) -> (cached: String, plain: String) {
        func read() -> String { reads.randomElement(using: &random) ?? "path.id" }
        func chance(_ percent: Int) -> Bool { random.chance(percent) }
        var calls: [(plain: String, cache: String)] = []
        let count = Int.random(in: 1...3, using: &random)
        for index in 0..<count {
            var keys = ["service: \(["users", "orders", "payments"][index])"]
            keys.append("get: \"/c\(index)/{path.id}\"")
            if chance(60) { keys.append("query: { x: \(read()), y: \(read()) }") }
            if chance(30) { keys.append("headers: { x-h: '{to_string(\(read()))}' }") }
            if chance(20) { keys.append("forward-headers: [accept-language, x-b]") }
            if chance(15) { keys.append("cookies: { e: to_string(\(read())) }") }
            if chance(15) { keys.append("when: \(read())") }
            if chance(15) { keys.append("needs: \"claims.role == 'admin'\"") }
            if chance(20) {
                keys.append(
                    "select: \"{at: @, seen: $.\(["path.id", "query.b", "claims.sub"].randomElement(using: &random) ?? "path.id")}\""
                )
            }
            if index > 0, chance(40) { keys.append("body_read: c0") }
            keys.removeAll { $0.hasPrefix("body_read") }
            let cache = chance(50) ? ", cache: 1h" : ""
            calls.append(("  c\(index): { \(keys.joined(separator: ", "))", cache))
        }
        var shown = calls.indices.map { "c\($0): c\($0)" }
        for index in 0..<Int.random(in: 0...2, using: &random) { shown.append("r\(index): \(read())") }
        let fields = chance(20) ? "fields: true\n" : ""
        let head = "endpoint: GET /page/{id}\nauth: [partners, optional]\n" + fields
        let lets = chance(30) ? "let: { l: to_string(\(read())) }\n" : ""
        if !lets.isEmpty { shown.append("l: l") }
        let response = "response: { \(shown.joined(separator: ", ")) }\n"
        func text(_ cache: String, _ cached: Bool) -> String {
            head + cache + "calls:\n" + calls.map { $0.plain + (cached ? $0.cache : "") + " }\n" }.joined() + lets
                + response
        }
        return (text(chance(80) ? "cache: 1h\n" : "", true), text("", false))
    }

    private static func request(_ random: inout SeededGenerator) -> ClientRequest {
        func some(_ values: [String]) -> String { values.randomElement(using: &random) ?? "" }
        var query: [String] = []
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            query.append(some(["a=1", "a=2", "b=1", "b=", "%61=1", "c=9", "a", "fields=c0", "fields=r0,c0"]))
        }
        var headers: [(String, String)] = []
        if random.chance(50) { headers.append(("X-A", some(["1", "2"]))) }
        if random.chance(50) { headers.append(("Accept-Language", some(["de", "en"]))) }
        if random.chance(30) { headers.append(("x-b", some(["1", "2"]))) }
        if random.chance(50) { headers.append(("Cookie", some(["c=1", "c=2; d=1", "d=1", "c=1; c=2", "z=1"]))) }
        if random.chance(50) { headers.append(("X-Request-Id", some(["q1", "q2"]))) }
        var request = ClientRequest(
            id: some(["r1", "r2"]), method: .get, pathParameters: [some(["7", "8"])],
            query: query.joined(separator: "&"), headers: Fields(pairs: headers),
            clientAddress: some(["192.0.2.1", "192.0.2.2"]))
        if random.chance(60) {
            let (sub, role) = (some(["anna", "bert"]), some(["admin", "user"]))
            request.identity = Identity(
                way: "partners", subject: random.chance(50) ? sub : nil,
                claims: .object(JSONObject([(name: "sub", value: .string(sub)), (name: "role", value: .string(role))])))
        }
        return request
    }

    /// What a service was sent, but for what tells requests apart in its log.
    private static func echo(_ call: ScriptedCall) -> ScriptedResponse {
        let headers = call.headers.filter { !$0.hasPrefix("x-request-id") }.sorted()
        let value = JSONValue.object(
            JSONObject([
                (name: "target", value: .string(call.target)),
                (name: "headers", value: .array(headers.map { .string($0) })),
            ]))
        return .body(value.jsonText)
    }

    @Test func aCachedResponseIsTheOneThatWouldBeComposed() throws {
        let wanted = getenv("TUTTI_CACHE_CASES").flatMap { Int(String(cString: $0)) } ?? 4000
        var random = SeededGenerator(seed: UInt64(wanted))
        var (cases, hits, plans) = (0, 0, 0)
        while cases < wanted {
            let (cached, plain) = Self.endpoint(&random)
            let keys = "consumers: { a: { keys: [] } }"
            let (mine, fresh) = (
                try Composing(cached, keys: keys, Self.echo), try Composing(plain, keys: keys, Self.echo)
            )
            plans += 1
            for _ in 0..<40 {
                let request = Self.request(&random)
                let (response, expected) = (try mine.response(request), try fresh.response(request))
                cases += 1
                if response.cacheUse == .hit { hits += 1 }
                guard response.text == expected.text, response.status == expected.status else {
                    Issue.record("\(cached)\n\(request.query)\ncached:   \(response.text)\ncomposed: \(expected.text)")
                    return
                }
            }
        }
        #expect(hits > cases / 20, "\(hits) of \(cases) came from the cache, in \(plans) endpoints")
    }
}
