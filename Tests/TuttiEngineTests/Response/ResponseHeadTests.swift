import HTTPTypes
import Testing
import TuttiEngine
import TuttiSimulation
import TuttiUpstream

/// `status` and `response-headers` of an endpoint.
struct ResponseHeadTests {
    private static func composing(
        _ head: String, calls: String = "  order: { service: orders, post: /orders }\n", response: String = "",
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse = { _ in .body(#"{"id":7,"note":"a\nb"}"#) }
    ) throws -> Composing {
        try Composing("endpoint: POST /orders\n\(head)\ncalls:\n\(calls)\(response)", script)
    }

    @Test func theStatusOfAGoodResponseIsTheFiles() throws {
        let response = try Self.composing("status: 201").response(.post("{}"))
        #expect(response.status == 201)
        #expect(response.text == #"{"order":{"id":7,"note":"a\nb"}}"#)
    }

    @Test(arguments: [
        ("order.id ? `201` : `200`", 201), ("meta.order.status", 200), ("order.id * `100` - `300`", 400),
        ("order && `2.03e2`", 203),
    ])
    func theStatusMayBeWorkedOut(expression: String, status: Int) throws {
        #expect(try Self.composing("status: \"\(expression)\"").response(.post("{}")).status == status)
    }

    @Test(arguments: [
        "order.note", "order.none", "order.id", "order.id * `1000`", "length(order.id)", "`200.5` * order.id",
    ])
    func aStatusThatIsNoneIsAProblemAndALineInTheLog(expression: String) throws {
        let response = try Self.composing("status: \"\(expression)\"").response(.post("{}"))
        #expect(response.status == 500)
        #expect(response.header("content-type") == "application/problem+json")
        #expect(response.header("cache-control") == "no-store")
        #expect(response.responseFailures.first?.hasPrefix("status: `\(expression)`") == true)
        #expect(response.calls.count == 1)
    }

    @Test func whatElseFailedIsInTheLogBesideAStatusThatIsNone() throws {
        let response = try Self.composing(
            "status: order.none\nresponse-headers: { x-note: \"{order.note}\" }",
            response: "response: { n: length(order.id) }\n"
        ).response(.post("{}"))
        #expect(response.status == 500)
        #expect(response.responseFailures.map { String($0.prefix(7)) } == ["status:", "/n: `le", "header "])
    }

    @Test(arguments: [("status: 204", 204), ("status: 205", 205), ("status: { success: 304 }", 304)])
    func aResponseWithoutContentHasNoBodyAndNoType(head: String, status: Int) throws {
        let response = try Self.composing(head).response(.post("{}"))
        #expect(response.status == status)
        #expect(response.body.isEmpty)
        #expect(response.header("content-type") == nil)
        #expect(response.compositionStatus == "order;outcome=ok;ms=0")
    }

    @Test func aStatusWithoutContentMayBeWorkedOut() throws {
        let response = try Self.composing("status: \"order ? `204` : `200`\"", response: "response: order.id\n")
            .response(.post("{}"))
        #expect(response.status == 204)
        #expect(response.body.isEmpty)
    }

    @Test func headersAreTextWithPlaceholders() throws {
        let response = try Self.composing(
            """
            status: 201
            response-headers: { location: "/orders/{order.id}", cache-control: max-age=5, vary: [accept, cookie], x-none: "{order.none}" }
            """
        ).response(.post("{}"))
        #expect(response.header("location") == "/orders/7")
        #expect(response.header("cache-control") == "max-age=5")
        #expect(response.headers.filter { $0.name == .vary }.map(\.value) == ["accept", "cookie"])
        #expect(response.header("x-none") == nil)
    }

    private static let cookies = #"response-headers: { set-cookie: '{meta.order.headers."set-cookie"}' }"#

    private static func setting(_ cookies: String...) -> @Sendable (ScriptedCall) -> ScriptedResponse {
        let fields = cookies.map { HTTPField(name: .setCookie, value: $0) }
        return { _ in .result(.response(UpstreamResponse(status: 200, headers: fields, body: Array("1".utf8)))) }
    }

    @Test func allCookiesOfAServiceArePassedOnAndNobodyKeepsThem() throws {
        let response = try Self.composing(Self.cookies, Self.setting("a=1; Path=/", "b=2")).response(.post("{}"))
        #expect(response.headers.filter { $0.name == .setCookie }.map(\.value) == ["a=1; Path=/", "b=2"])
        #expect(response.header("cache-control") == "no-store")
        #expect(try Self.composing(Self.cookies).response(.post("{}")).header("set-cookie") == nil)
    }

    @Test(arguments: ["__Host-session=x; Path=/", " __Host-session-1 =x", "=__Host-session=x", "__Host-session-login="])
    func aServiceCannotEndOrForgeASession(cookie: String) throws {
        let gateway = """
            auth:
              browsers:
                session:
                  issuer: https://id.example.com
                  client-id: shop
                  client-secret: hidden
                  origin: https://shop.example.com
                  keys: [b25seSBmb3IgdGhlIGRlbW8sIGEgc2VjcmV0IHRoYXQgYWxsIGtub3c=]
            defaults: { auth: none }

            """
        let endpoint =
            "endpoint: POST /orders\n\(Self.cookies)\ncalls:\n  order: { service: orders, post: /orders }\n"
        let response = try Composing(endpoint, gateway: gateway, Self.setting(cookie, "a=1")).response(.post("{}"))
        #expect(response.headers.filter { $0.name == .setCookie }.map(\.value) == ["a=1"])
        #expect(response.compositionStatus.hasSuffix(#"header="set-cookie""#))
    }

    @Test func aValueCannotBreakOutOfItsHeader() throws {
        let response = try Self.composing(
            "status: { success: 201, partial: 206 }\nresponse-headers: { x-note: \"{order.note}\", cache-control: max-age=60 }"
        ).response(.post("{}"))
        #expect(response.header("x-note") == nil)
        #expect(response.status == 206)
        #expect(response.headers.filter { $0.name == .cacheControl }.map(\.value) == ["no-store"])
        #expect(response.compositionStatus.hasSuffix(#", response;outcome=failed;reason=expression;header="x-note""#))
        #expect(response.responseFailures.count == 1)
        #expect(response.responseFailures.first?.contains("control character") == true)
    }

    @Test func aListIsNoLocation() throws {
        let response = try Self.composing("response-headers: { location: \"{order.ids}\" }") { _ in
            .body(#"{"ids":["/a","/b"]}"#)
        }.response(.post("{}"))
        #expect(response.header("location") == nil)
        #expect(response.responseFailures.count == 1)
    }

    @Test func headersOfAResponseAreBounded() throws {
        let long = String(repeating: "x", count: 20_000)
        let response = try Self.composing("response-headers: { x-a: \"{order.a}\", x-b: \"{order.b}\" }") { _ in
            .body(#"{"a":"\#(long)","b":"b"}"#)
        }.response(.post("{}"))
        #expect(response.header("x-a") == nil)
        #expect(response.header("x-b") == "b")
        #expect(response.responseFailures.count == 1)
    }

    @Test(arguments: [
        // 500 empty texts, and 40 that are not short.
        ("", 500), (String(repeating: "x", count: 500), 40),
    ])
    func manyHeadersOfOneNameAreBounded(text: String, count: Int) throws {
        let links = Array(repeating: "\"\(text)\"", count: count).joined(separator: ",")
        let response = try Self.composing(
            "response-headers: { x-own: a, link: \"{order.links}\", x-b: \"{order.b}\" }"
        ) { _ in .body(#"{"b":"b","links":[\#(links)]}"#) }.response(.post("{}"))
        #expect(response.header("link") == nil)
        #expect(response.header("x-own") == "a" && response.header("x-b") == "b")
        #expect(response.responseFailures.count == 1)
    }

    @Test func headersThatAreTheSameInEachResponseTakeRoom() throws {
        let own = String(repeating: "x", count: 8_000)
        let response = try Self.composing("response-headers: { x-b: \"{order.b}\", x-own: \(own), x-two: \(own) }") {
            _ in
            .body(#"{"b":"\#(String(repeating: "b", count: 500))"}"#)
        }.response(.post("{}"))
        #expect(response.header("x-own") == own && response.header("x-b") == nil)
        #expect(response.responseFailures.count == 1)
    }

    @Test(arguments: ["a; Domain=example.com", "a, b=c"])
    func aPlaceholderCannotGiveACookieAttributes(lang: String) throws {
        let head = "response-headers: { set-cookie: \"lang={order.lang}; Path=/\", x-lang: \"l={order.lang}\" }"
        let response = try Self.composing(head) { _ in .body(#"{"lang":"\#(lang)"}"#) }.response(.post("{}"))
        #expect(response.header("set-cookie") == nil)
        #expect(response.header("x-lang") == "l=\(lang)")
        #expect(response.responseFailures.count == 1)
        let good = try Self.composing(head) { _ in .body(#"{"lang":"de"}"#) }.response(.post("{}"))
        #expect(good.header("set-cookie") == "lang=de; Path=/")
    }

    @Test(arguments: [
        "cdn-cache-control", "x-cdn-cache-control", "surrogate-control", "x-accel-expires", "edge-control",
    ])
    func noCacheKeepsWhatLacksSomethingOrSetsCookies(name: String) throws {
        let calls = "  order: { service: orders, post: /orders }\n  user: { service: users, get: /u }\n"
        let partial = try Self.composing("response-headers: { \(name): max-age=60 }", calls: calls) {
            $0.host == "users" ? .failure(.timeout) : .body("1")
        }.response(.post("{}"))
        let setting = try Self.composing("response-headers: { \(name): max-age=60, set-cookie: a=1 }").response(
            .post("{}"))
        for response in [partial, setting] {
            #expect(response.header(name) == nil)
            #expect(response.header("cache-control") == "no-store")
        }
        let meant = try Self.composing(
            "response-headers: { \(name): max-age=60, set-cookie: a=1, cache-control: max-age=1 }")
        #expect(try meant.response(.post("{}")).header(name) == "max-age=60")
        let whole = try Self.composing("response-headers: { \(name): max-age=60 }").response(.post("{}"))
        #expect(whole.header(name) == "max-age=60")
    }

    @Test func nobodyKeepsAResponseThatLacksSomethingWhateverTheFileSays() throws {
        let composing = try Self.composing(
            "response-headers: { cache-control: max-age=60 }",
            calls: "  order: { service: orders, post: /orders }\n  user: { service: users, get: /u }\n"
        ) { $0.host == "users" ? .failure(.timeout) : .body("1") }
        #expect(
            try composing.response(.post("{}")).headers.filter { $0.name == .cacheControl }.map(\.value) == ["no-store"]
        )
    }

    @Test func aPartialResponseHasTheStatusOfAWholeOneUnlessTheFileSaysOtherwise() throws {
        let calls = "  order: { service: orders, post: /orders }\n  user: { service: users, get: /u }\n"
        for (status, given) in [("201", 201), ("{ success: 201, partial: 206 }", 206), ("\"order || `202`\"", 202)] {
            let composing = try Self.composing("status: \(status)", calls: calls) {
                $0.host == "users" ? .failure(.timeout) : .body("null")
            }
            #expect(try composing.response(.post("{}")).status == given)
        }
    }

    @Test func aProblemHasNoneOfTheHeaders() throws {
        let composing = try Self.composing("status: 201\nresponse-headers: { x-a: b }") { _ in .failure(.timeout) }
        let response = try composing.response(.post("{}"))
        #expect(response.status == 504)
        #expect(response.header("x-a") == nil)
    }

    @Test func theTypeMayBeAnotherOneOfJSON() throws {
        let response = try Self.composing("response-headers: { content-type: application/hal+json }").response(
            .post("{}"))
        #expect(response.headers.filter { $0.name == .contentType }.map(\.value) == ["application/hal+json"])
    }

    @Test func callsThatTheHeadReadsAreMadeForAnyPartOfTheBody() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            fields: true
            status: "user.ok ? `200` : `203`"
            response-headers: { x-orders: "{orders.count}" }
            calls:
              user: { service: users, get: /u }
              orders: { service: orders, get: /o }
              payments: { service: payments, get: /p }
            response: { payments: payments }
            """
        ) { call in .body(call.host == "orders" ? #"{"count":2}"# : "{}") }
        let response = try composing.response(.get(query: "fields=payments"))
        #expect(response.status == 203)
        #expect(response.header("x-orders") == "2")
    }
}
