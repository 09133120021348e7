import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// `pages` of a call: one request for each page, all items in one array.
struct PagesTests {
    private static func composing(
        _ pages: String, more: String = "", service: String = "",
        script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse
    ) throws -> Composing {
        try Composing(
            """
            endpoint: GET /x
            deadline: 2s
            calls:
              all: { service: orders, get: "/o?limit=2&cursor=start", pages: { \(pages) }\(more) }
            response: all
            """, service: service, script)
    }

    /// Pages that a cursor leads to: 1 is on the first, and so on.
    private static func page(of call: ScriptedCall, last: Int = 3) -> ScriptedResponse {
        let number = call.target.split(separator: "cursor=").last.flatMap { Int($0) } ?? 1
        let next = number < last ? "\"\(number + 1)\"" : "null"
        return .body("{\"data\":[\(number)],\"next\":\(next)}")
    }

    @Test func theItemsOfAllPagesAreOneArray() throws {
        let composing = try Self.composing("cursor: next, items: data") { Self.page(of: $0) }
        let response = try composing.response()
        #expect(response.text == "[1,2,3]")
        #expect(
            composing.transport.calls.map(\.target) == [
                "/o?limit=2&cursor=start", "/o?limit=2&cursor=2", "/o?limit=2&cursor=3",
            ])
        #expect(response.compositionStatus == "all;outcome=ok;attempts=3;ms=0")
    }

    @Test func selectShapesAllItemsTogether() throws {
        let composing = try Self.composing("cursor: next, items: data", more: ", select: sum(@)") { Self.page(of: $0) }
        #expect(try composing.response().text == "6")
    }

    @Test(arguments: ["null", "\"\"", "false", "\"start2\""])
    func nothingOrACursorThatRepeatsEndsThePages(next: String) throws {
        let composing = try Self.composing("cursor: next, items: data") { _ in
            .body("{\"data\":[1],\"next\":\(next)}")
        }
        let count = next.contains("start2") ? 2 : 1
        #expect(try composing.response().text == (count == 2 ? "[1,1]" : "[1]"))
        #expect(composing.transport.calls.count == count)
    }

    @Test func aCursorCannotBecomeAnotherParameter() throws {
        let composing = try Self.composing("cursor: next, parameter: page, items: data") { call in
            .body(call.target.contains("page=") ? "{\"data\":[2]}" : "{\"data\":[1],\"next\":\"a&admin=1#\"}")
        }
        #expect(try composing.response().text == "[1,2]")
        #expect(composing.transport.calls.last?.target == "/o?limit=2&cursor=start&page=a%26admin%3D1%23")
    }

    private static func linked(_ link: String, header: String = "link") -> ScriptedResponse {
        let fields = HTTPField.Name(header).map { [HTTPField(name: $0, value: link)] } ?? []
        return .result(.response(UpstreamResponse(status: 200, headers: fields, body: Array("[1]".utf8))))
    }

    @Test(arguments: [
        ("</o?page=2>; rel=\"next\"", "/o?page=2"), ("<?page=2>;rel=next", "/o?page=2"),
        ("</a>; rel=\"prev\", <http://orders:80/b;c,d?e=f>; title=\"a, b\"; REL=\"last Next\"", "/b;c,d?e=f"),
    ])
    func aLinkOfTheHeaderLeadsOn(link: String, target: String) throws {
        let composing = try Self.composing("link: { header: link }") { call in
            call.target == "/o?limit=2&cursor=start" ? Self.linked(link) : .body("[2]")
        }
        #expect(try composing.response().text == "[1,2]")
        #expect(composing.transport.calls.last?.target == target)
    }

    @Test(arguments: [
        "http://evil.example/o", "https://orders/o", "//users/o", "http://orders:81/o", "ftp://orders/",
        "http://orders@evil/",
    ])
    func aLinkToAnotherHostIsNotFollowed(link: String) throws {
        let composing = try Self.composing("link: next, items: data") { _ in
            .body("{\"data\":[1],\"next\":\"\(link)\"}")
        }
        let response = try composing.response()
        #expect(response.status == 502)
        #expect(response.compositionStatus.contains("reason=bad_response"))
        #expect(composing.transport.calls.count == 1)
    }

    @Test func aPageThatFailsFailsTheCall() throws {
        let composing = try Self.composing("cursor: next, items: data") { call in
            call.target.contains("cursor=2") ? .body("", status: 500) : Self.page(of: call)
        }
        let response = try composing.response()
        #expect(response.status == 502)
        #expect(response.compositionStatus == "all;outcome=failed;reason=status;attempts=2;ms=0")
    }

    @Test(arguments: [("cursor=3", "[1,2]", "status"), ("cursor=9", "[1,2,3,4,5,6,7,8,9,10]", "too_many")])
    func whatThereIsMayDo(failing: String, items: String, reason: String) throws {
        let composing = try Self.composing("cursor: next, items: data, incomplete: keep") { call in
            call.target.hasSuffix(failing) && reason == "status"
                ? .body("", status: 500) : Self.page(of: call, last: 50)
        }
        let response = try composing.response()
        #expect(response.status == 200)
        #expect(response.text == items)
        #expect(response.compositionStatus.hasPrefix("all;outcome=fallback;reason=\(reason);failed=1;attempts="))
        #expect(response.header("cache-control") == "no-store")
    }

    @Test func theFirstPageMustBeThere() throws {
        let composing = try Self.composing("cursor: next, items: data, incomplete: keep") { _ in .failure(.timeout) }
        #expect(try composing.response().status == 504)
    }

    @Test func morePagesThanAtMostFailTheCall() throws {
        let composing = try Self.composing("cursor: next, items: data, at-most: 2") { Self.page(of: $0) }
        let response = try composing.response()
        #expect(response.compositionStatus.contains("reason=too_many"))
        #expect(composing.transport.calls.count == 2)
    }

    @Test func allPagesTogetherAreBounded() throws {
        let text = String(repeating: "x", count: 400)
        let composing = try Self.composing("cursor: next, items: data", service: "max-response: 1KiB") { call in
            let number = composingNumber(call)
            return .body("{\"data\":[\"\(text)\"],\"next\":\(number + 1)}")
        }
        #expect(try composing.response().compositionStatus.contains("reason=too_large"))
        #expect(composing.transport.calls.count == 3)
    }

    @Test func allPagesShareTheTimeOfTheCall() throws {
        let composing = try Self.composing("cursor: next, items: data, incomplete: keep", more: ", timeout: 250ms") {
            call in
            .body(
                "{\"data\":[\(composingNumber(call))],\"next\":\(composingNumber(call) + 1)}", after: .milliseconds(100)
            )
        }
        let response = try composing.response()
        #expect(response.text == "[1,2]")
        #expect(response.compositionStatus.hasSuffix("attempts=3;ms=250"))
    }

    @Test func eachPageIsTriedAgainByItself() throws {
        let failed = Mutex<Set<String>>([])
        let composing = try Self.composing(
            "cursor: next, items: data", more: ", retry: { attempts: 2, on: [503], backoff: 1ms }"
        ) { call in
            failed.withLock { $0.insert(call.target).inserted } ? .body("", status: 503) : Self.page(of: call)
        }
        let response = try composing.response()
        #expect(response.text == "[1,2,3]")
        #expect(response.compositionStatus.contains("attempts=6"))
    }

    @Test func itemsThatAreNoArrayFailTheCall() throws {
        let composing = try Self.composing("cursor: next") { _ in .body("{\"data\":[1]}") }
        #expect(try composing.response().compositionStatus.contains("reason=expression"))
    }
}

private func composingNumber(_ call: ScriptedCall) -> Int {
    call.target.split(separator: "cursor=").last.flatMap { Int($0) } ?? 1
}
