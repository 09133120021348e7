import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// `follow`: where redirects lead, and what is sent there.
struct RedirectTests {
    private static func endpoint(_ keys: String, method: String = "get") -> String {
        "endpoint: POST /x\ncalls: { a: { service: users, \(method): /start, required: true, \(keys) } }"
    }

    /// A service that answers some targets with redirects, and others with `"ok"`.
    private static func redirecting(
        _ table: [String: (status: Int, location: String)]
    ) -> @Sendable (ScriptedCall) -> ScriptedResponse {
        { call in
            guard let redirect = table[call.target] else { return .body("\"ok\"") }
            let header = HTTPField(name: .location, value: redirect.location)
            return .result(.response(UpstreamResponse(status: redirect.status, headers: [header], body: [])))
        }
    }

    private static func sent(_ transport: VirtualTransport) -> [String] {
        transport.calls.map { "\($0.method) \($0.origin)\($0.target)\($0.body.map { " " + $0 } ?? "")" }
    }

    @Test(arguments: ["follow: 3", "follow: { at-most: 3 }", "follow: {}"])
    func redirectsWithinTheServiceAreFollowed(keys: String) throws {
        let composing = try Composing(
            Self.endpoint(keys),
            Self.redirecting(["/start": (302, "/a?x=1"), "/a?x=1": (308, "b/./c"), "/b/c": (301, "//users:80/d#top")]))
        let response = try composing.response(.post(""))
        #expect(response.text == #"{"a":"ok"}"#)
        #expect(composing.transport.calls.map(\.target) == ["/start", "/a?x=1", "/b/c", "/d"])
        #expect(response.compositionStatus == "a;outcome=ok;attempts=4;ms=0")
    }

    /// RFC 9110, 15.4.
    @Test(arguments: [
        ("get", 301, "GET /a"), ("get", 303, "GET /a"), ("get", 307, "GET /a"), ("head", 303, "HEAD /a"),
        ("head", 302, "HEAD /a"), ("post", 301, "GET /a"), ("post", 302, "GET /a"), ("post", 303, "GET /a"),
        ("put", 303, "GET /a"), ("delete", 303, "GET /a"), ("put", 301, "PUT /a {\"n\":1}"),
        ("put", 308, "PUT /a {\"n\":1}"), ("put", 307, "PUT /a {\"n\":1}"), ("delete", 307, "DELETE /a"),
        ("patch", 303, "GET /a"), ("post", 307, nil), ("post", 308, nil), ("patch", 301, nil), ("patch", 307, nil),
        ("get", 300, nil), ("get", 304, nil), ("get", 305, nil),
    ])
    func theMethodIsKeptOrBecomesGET(method: String, status: Int, next: String?) throws {
        let body = ["post", "put", "patch"].contains(method) ? ", body: { n: 1 }" : ""
        let composing = try Composing(
            Self.endpoint("follow: 3" + body, method: method), Self.redirecting(["/start": (status, "/a")]))
        let response = try composing.response(.post(""))
        let transport = composing.transport
        #expect(transport.calls.count == (next == nil ? 1 : 2))
        #expect(
            transport.calls.dropFirst().first.map { "\($0.method) \($0.target)\($0.body.map { " " + $0 } ?? "")" }
                == next)
        #expect(response.status == (next == nil ? 502 : 200))
        if next?.hasPrefix("GET") == true, method != "get" {
            #expect(transport.calls[1].headers == ["x-request-id: r1"], "what describes the body goes with it")
        }
    }

    @Test(arguments: [
        ("follow: false", "/a", "status 302, to /a"), ("timeout: 1s", "/a?token=secret", "status 302, to /a"),
        ("timeout: 1s", "http://users/a", "status 302, to /a"),
        ("timeout: 1s", "https://login.example.com/in?to=x#y", "status 302, to https://login.example.com:443/in"),
        ("timeout: 1s", "login?a=b", "status 302, to login"), ("timeout: 1s", "?a=b", "status 302"),
        ("timeout: 1s", "mailto:a@b", "status 302"), ("timeout: 1s", "http://u:p@users/a", "status 302"),
        ("follow: 1", "/start", "status 302, to /start, over the limit of 1 redirects"),
        ("follow: 3", "http://orders/a?s=1", "status 302, to http://orders:80/a, a host that `follow` doesn't name"),
        ("follow: 3", "http://users:81/a", "status 302, to http://users:81/a, a host that `follow` doesn't name"),
        ("follow: 3", "ftp://users/a", "status 302, which is no URL to follow"),
        ("follow: 3", "/a b", "status 302, which is no URL to follow"),
        ("follow: 3", "/a/%2e%2e/b", "status 302, which is no URL to follow"),
        (
            "follow: { hosts: [cdn.example.com] }", "https://cdn.example.com:8443/a",
            "status 302, to https://cdn.example.com:8443/a, a host that `follow` doesn't name"
        ),
    ])
    func aRedirectThatIsNotFollowedSaysWhereItPointed(keys: String, location: String, message: String) throws {
        let composing = try Composing(Self.endpoint(keys), Self.redirecting(["/start": (302, location)]))
        let response = try composing.response(.post(""))
        #expect(response.calls[0].message == message)
        #expect(response.calls[0].outcome == .failed(.status))
        #expect(!response.text.contains("secret"))
    }

    /// As services write that send their file names in Latin-1: as UTF-8 it would be another place.
    @Test func aRedirectThatIsNotUTF8IsNotFollowed() throws {
        let location = Array("/gr".utf8) + [0xF6, 0xDF] + Array("e".utf8)
        let header = HTTPField(name: .location, lenientValue: location)
        let composing = try Composing(Self.endpoint("follow: 3")) { _ in
            .result(.response(UpstreamResponse(status: 302, headers: [header], body: [])))
        }
        let response = try composing.response(.post(""))
        #expect(response.calls[0].message == "status 302, which is no URL to follow")
        #expect(composing.transport.calls.count == 1)
    }

    /// Where a redirect may lead is part of what a request is: the other call names no host.
    @Test(arguments: [true, false]) func callsThatFollowElsewhereAreOtherRequests(isFirst: Bool) throws {
        let calls = [
            "a: { service: users, get: /start, follow: { hosts: [cdn.example.com] } }",
            "b: { service: users, get: /start }",
        ]
        let ordered = isFirst ? calls : calls.reversed()
        let composing = try Composing(
            "endpoint: POST /x\ncalls:\n  \(ordered.joined(separator: "\n  "))",
            Self.redirecting(["/start": (302, "http://cdn.example.com/b")]))
        let response = try composing.response(.post(""))
        #expect(response.calls.first { $0.name == "a" }?.outcome == .ok)
        #expect(response.calls.first { $0.name == "b" }?.outcome == .failed(.status))
    }

    @Test func anotherHostThatIsDownDoesNotOpenTheBreakerOfTheService() throws {
        let composing = try Composing(
            Self.endpoint("follow: { hosts: [cdn.example.com] }"),
            service: "breaker: { minimum-calls: 3, clients: 1 }"
        ) { call in
            guard call.host == "users" else { return .refused }
            guard let name = HTTPField.Name("location") else { return .never }
            let header = HTTPField(name: name, value: "http://cdn.example.com/b")
            return .result(.response(UpstreamResponse(status: 302, headers: [header], body: [])))
        }
        for _ in 0..<10 { #expect(try composing.response(.post("")).calls[0].outcome == .failed(.connect)) }
        #expect(composing.engine.serviceStates[0].breaker == .closed)
    }

    @Test func aLoopEnds() throws {
        let composing = try Composing(
            Self.endpoint("follow: 3"), Self.redirecting(["/start": (302, "/b"), "/b": (302, "/start")]))
        #expect(try composing.response(.post("")).calls[0].attempts == 4)
        #expect(composing.transport.calls.count == 4)
    }

    private static let secrets =
        "headers: { authorization: top, x-key: k, accept-language: de }, forward-headers: [x-user, cookie]"

    @Test(arguments: [
        ("http://users/a", "GET http://users:80/a", true),
        ("http://cdn.example.com/a", "GET http://cdn.example.com:80/a", false),
        ("https://cdn.example.com/a", "GET https://cdn.example.com:443/a", false),
        ("HTTP://CDN.Example.com:8080/a", "GET http://cdn.example.com:8080/a", false),
    ])
    func credentialsStayWithinTheService(location: String, request: String, areSent: Bool) throws {
        let composing = try Composing(
            Self.endpoint("follow: { hosts: [cdn.example.com, \"cdn.example.com:8080\"] }, cookies: { s: \"'1'\" }"),
            service: Self.secrets, Self.redirecting(["/start": (302, location)]))
        let client = Fields(pairs: [("x-user", "ada"), ("traceparent", "t")])
        _ = try composing.response(ClientRequest(id: "r1", method: .post, headers: client))
        #expect(Self.sent(composing.transport).last == request)
        #expect((composing.transport.calls[1].headers == composing.transport.calls[0].headers) == areSent)
        if !areSent { #expect(composing.transport.calls[1].headers == ["accept-language: de"]) }
    }

    /// On the way back from another host nothing is trusted again.
    @Test func credentialsDoNotComeBack() throws {
        let composing = try Composing(
            Self.endpoint("follow: { hosts: [cdn.example.com] }"), service: Self.secrets,
            Self.redirecting(["/start": (302, "http://cdn.example.com/b"), "/b": (302, "http://users/c")]))
        _ = try composing.response(.post(""))
        #expect(composing.transport.calls.map(\.host) == ["users", "cdn.example.com", "users"])
        #expect(composing.transport.calls[2].headers == ["accept-language: de"])
    }

    @Test func aWayOutOfTLSIsRefused() throws {
        let composing = try Composing(
            Self.endpoint("follow: { hosts: [cdn.example.com] }"),
            Self.redirecting(["/start": (302, "https://cdn.example.com/b"), "/b": (302, "http://cdn.example.com/c")]))
        let response = try composing.response(.post(""))
        #expect(
            response.calls[0].message
                == "status 302, to http://cdn.example.com:80/c, which would leave TLS")
        #expect(composing.transport.calls.count == 2)
    }

    /// `host` names the service: a redirect to it goes to the instance that gave it.
    @Test func whatHostSaysIsTheService() throws {
        let composing = try Composing(
            Self.endpoint("follow: 1"), service: "host: api.example.com",
            Self.redirecting(["/start": (302, "http://api.example.com/b")]))
        _ = try composing.response(.post(""))
        #expect(Self.sent(composing.transport) == ["GET http://users:80/start", "GET http://users:80/b"])
        #expect(composing.transport.calls.allSatisfy { $0.headers.contains("host: api.example.com") })
    }

    @Test func theDeadlineIsThatOfTheCall() throws {
        let composing = try Composing(Self.endpoint("follow: 5, timeout: 100ms")) { call in
            .result(
                .response(
                    UpstreamResponse(status: 302, headers: [HTTPField(name: .location, value: "/next")], body: [])),
                after: .milliseconds(40))
        }
        let response = try composing.response(.post(""))
        #expect(response.compositionStatus == "a;outcome=failed;reason=timeout;attempts=3;ms=100")
    }

    /// The order was placed: that its page can't be reached is no reason to place it again.
    @Test func aPostIsNotMadeAgainBecauseItsRedirectFails() throws {
        let composing = try Composing(
            Self.endpoint("follow: 3, retry: { attempts: 3, on: [connect] }", method: "post")
        ) { call in
            if call.target == "/page" { return .refused }
            let header = HTTPField(name: .location, value: "/page")
            return .result(.response(UpstreamResponse(status: 303, headers: [header], body: [])))
        }
        let response = try composing.response(.post(""))
        #expect(response.calls[0].outcome == .failed(.connect))
        #expect(composing.transport.calls.map(\.method) == ["POST", "GET"])
    }

    /// Each request acquires a permit of the service, and releases it.
    @Test func eachRequestPassesTheGate() throws {
        let composing = try Composing(
            Self.endpoint("follow: 3"), service: "concurrency: { at-once: 1, waiting: 0 }",
            Self.redirecting(["/start": (302, "/a"), "/a": (302, "/b")]))
        #expect(try composing.response(.post("")).status == 200)
        #expect(composing.engine.serviceStates[0].running == 0)
    }

    @Test func anAcceptedRedirectIsAResponse() throws {
        let composing = try Composing(
            Self.endpoint("follow: 3, accept: [2xx, { 302: \"'moved'\" }]"), Self.redirecting(["/start": (302, "/a")]))
        #expect(try composing.response(.post("")).text == #"{"a":"moved"}"#)
        #expect(composing.transport.calls.count == 1)
    }
}
