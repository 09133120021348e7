import Foundation
import HTTPTypes
import NIOEmbedded
import ScriptedServices
import Testing
import TuttiComposition
import TuttiPlan
import TuttiPolicies

@testable import TuttiServer

/// Who may ask: what those get that may not, and what services see of credentials.
@Suite(.timeLimit(.minutes(10))) struct AuthenticationTests {
    private static let keys = """
        consumers:
          acme: { claims: { plan: gold }, keys: [{ sha256: aa9c1e2e74c628c429211fc4480a9bdd27765d30b8719ad408e5b2e7fa39cb75 }] }
          free: { keys: [{ sha256: 96d97f2ee272dfe8739449549534b72c70a28b1cc26a43749bfd918e4c88816e }] }
        """

    private static let gateway = """
        auth:
          partners: { api-keys: { header: x-api-key, keys: keys.yaml } }
          scripts: { api-keys: { query: key, cookie: key, keys: keys.yaml } }
        rules: { gold: "claims.plan == 'gold'", broken: "to_number(claims.plan) > `1`" }
        cors: { web: { origins: ["https://shop.example"] } }
        defaults: { auth: partners, cors: web, security-headers: true }
        services: { orders: { instances: [http://127.0.0.1:1] } }

        """

    private static let routes = """
        route: /said/{id}
        respond: { body: { who: claims.sub, way: client.auth, plan: claims.plan } }
        ---
        route: /gold
        allow: gold
        respond: { text: gold }
        ---
        route: /broken
        allow: broken
        respond: { text: never }
        ---
        route: /text
        allow: claims.plan
        respond: { text: never }
        ---
        route: /both
        auth: [partners, scripts]
        respond: { body: client.auth }
        ---
        route: /optional
        auth: [partners, optional]
        respond: { body: claims.sub }
        ---
        route: /open
        auth: none
        respond: { text: open }
        ---
        endpoint: GET /composed/{id}
        allow: path.id == claims.sub
        calls: { a: { service: orders, get: /x } }
        """

    private static func listener(_ routes: String = routes) throws -> EmbeddedListener {
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: gateway), (name: "routes.yaml", text: routes),
            (name: "keys.yaml", text: keys),
        ])
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        return EmbeddedListener(serving: plan, limits: ConnectionLimits())
    }

    private static func response(_ path: String, _ headers: String...) throws -> RawResponse {
        let channel = try listener().accept()
        let lines = headers.map { $0 + "\r\n" }.joined()
        try channel.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
        return try #require(RawResponse.parse(Array(channel.output().utf8))).0
    }

    private static let acme = "X-API-Key: acme_1.secret"
    private static let free = "X-API-Key: free_2.secret"

    @Test func whoShowsAKeyIsKnownToExpressions() throws {
        let response = try Self.response("/said/1", Self.acme)
        #expect(response.status == 200)
        #expect(response.body == #"{"who":"acme","way":"partners","plan":"gold"}"#)
    }

    @Test func whoShowsNothingIsToldWhatToShow() throws {
        let response = try Self.response("/both")
        #expect(response.status == 401 && response["Content-Type"] == "application/problem+json")
        let challenges = response.headers.filter { $0.name == "WWW-Authenticate" }.map(\.value)
        #expect(
            challenges == [
                #"ApiKey in="header", name="x-api-key""#,
                #"ApiKey in="query", name="key", ApiKey in="cookie", name="key""#,
            ])
    }

    /// Nothing tells which of them there are (OWASP WSTG, 4.3.4).
    @Test(arguments: ["x", "acme_1.secre", "acme_1.secret, acme_1.secret", ""])
    func wrongKeysGetTheSameAnswer(key: String) throws {
        let response = try Self.response("/said/1", "X-API-Key: \(key)")
        #expect(response.status == 401 && response.body.contains("The credentials of the request are not accepted."))
        #expect(!response.body.contains("unknown") && !response.body.contains("several"))
    }

    @Test func theFirstWayCountsWhoseCredentialsAreThere() throws {
        #expect(try Self.response("/both?key=acme_1.secret").body == "\"scripts\"")
        #expect(try Self.response("/both?key=acme_1.secret", Self.free).body == "\"partners\"")
        // Whoever shows bad ones is not tried as somebody else.
        #expect(try Self.response("/both?key=acme_1.secret", "X-API-Key: bad").status == 401)
        #expect(try Self.response("/said/1?key=acme_1.secret").status == 401)
    }

    @Test func optionalLetsOnlyThoseGoOnWhoShowNothing() throws {
        #expect(try Self.response("/optional").body == "null")
        #expect(try Self.response("/optional", Self.free).body == "\"free\"")
        #expect(try Self.response("/optional", "X-API-Key: bad").status == 401)
        #expect(try Self.response("/open", "X-API-Key: bad").body == "open")
    }

    @Test(arguments: [
        ("/gold", acme, 200), ("/gold", free, 403), ("/broken", acme, 403), ("/broken", free, 403),
        ("/text", acme, 403),
        ("/composed/acme", acme, 200), ("/composed/acme", free, 403), ("/composed/free", acme, 403),
        ("/composed/ACME", acme, 403), ("/composed/", acme, 404),
    ])
    func onlyTrueLetsARequestGoOn(path: String, key: String, status: Int) throws {
        #expect(try Self.response(path, key).status == status)
    }

    @Test func aRefusalNamesTheRuleAndNotItsText() throws {
        let response = try Self.response("/gold", Self.free)
        #expect(response.body.contains("the rule `gold` refuses it") && !response.body.contains("claims"))
    }

    @Test func whatIsRefusedHasTheHeadersOfPages() throws {
        let response = try Self.response("/said/1", "Origin: https://shop.example")
        #expect(response.status == 401)
        #expect(response["Access-Control-Allow-Origin"] == "https://shop.example")
        #expect(response["X-Frame-Options"] != nil)
    }

    @Test func aPreflightNeedsNoKey() throws {
        let channel = try Self.listener().accept()
        try channel.send(
            "OPTIONS /said/1 HTTP/1.1\r\nHost: a\r\nOrigin: https://shop.example\r\nAccess-Control-Request-Method: GET\r\n\r\n"
        )
        #expect(channel.output().hasPrefix("HTTP/1.1 204 "))
    }

    /// No spelling of a path leads around what it takes (CVE-2021-43798 and others of its kind).
    @Test(arguments: [
        "//gold", "/./gold", "/x/../gold", "/gold/", "/%67old", "/gold;a=b", "/GOLD", "/gold%2F", "/gold%00",
    ])
    func noOtherSpellingLeadsAroundIt(path: String) throws {
        let response = try Self.response(path, Self.free)
        #expect(response.status >= 400 && response.body != "gold")
    }

    @Test func theLogSaysWhoItWasAndWhyNot() async throws {
        let path = NSTemporaryDirectory() + "tutti-keys-\(UUID().uuidString).yaml"
        try Self.keys.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let service = try ScriptedService { connection in
            while connection.readHead() != nil { connection.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") }
        }
        defer { service.close() }
        let defaults = """
            { auth: partners }
            auth: { partners: { api-keys: { header: x-api-key, query: key, cookie: key, keys: "\(path)" } } }
            """
        try await RoutedGateway.serving(
            "route: /a/**\nto: orders\nheaders: { x-user: \"{claims.sub}\" }\n", ["orders": [service.port]],
            defaults: defaults, configure: { $0.logsQuery = true }
        ) { gateway in
            let client = try gateway.client()
            await client.send(
                "GET /a/1?b=c HTTP/1.1\r\nHost: a\r\n\(Self.acme)\r\nX-User: root\r\nX_User: root\r\n\r\n")
            #expect(try await client.response().status == 200)
            #expect(service.received.hasPrefix("GET /a/1?b=c HTTP/1.1\r\n"))
            await client.send("GET /a/2?b=c&key=acme_1.secret&d HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 200)
            await client.send("GET /a/3 HTTP/1.1\r\nHost: a\r\nCookie: a=b; key=acme_1.secret\r\n\r\n")
            #expect(try await client.response().status == 200)
            await client.send("GET /a/4?key=bad HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 401)
            let received = service.received.lowercased()
            #expect(received.contains("get /a/2?b=c&d http/1.1\r\n") && received.contains("\r\ncookie: a=b\r\n"))
            #expect(!received.contains("secret") && !received.contains("root") && !received.contains("/a/4"))
            #expect(received.components(separatedBy: "\r\nx-user: acme\r\n").count == 4)
            let log = try await gateway.logText(4)
            #expect(!log.contains("secret") && !log.contains("bad"))
            #expect(log.components(separatedBy: #""auth":"partners","sub":""#).count == 4 && !log.contains("acme"))
            #expect(log.contains(#""auth_failure":"unknown_key""#))
        }
    }
}
