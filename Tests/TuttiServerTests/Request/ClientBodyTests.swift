import Foundation
import Testing
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

/// Bodies of clients that are no plain JSON.
@Suite(.timeLimit(.minutes(10))) struct ClientBodyTests {
    /// `POST /read` reads its body, and answers what it has got; `POST /ignore` does not.
    private static func response(
        _ headers: String, _ body: [UInt8], path: String = "/read", limit: Int = 1 << 20
    ) async throws -> RawResponse {
        let plan = GatewayPlan.serving(
            [.named("POST /read", reads: [.body]), .named("POST /ignore")],
            settings: .testing(maximumRequestBody: limit))
        return try await withServer(
            plan: plan,
            script: { request, _ in
                .json(request.body.isEmpty ? "null" : String(decoding: request.body, as: UTF8.self))
            }
        ) { server in
            let client = try server.client()
            await client.send(
                Array("POST \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\(headers)\r\n".utf8) + body
            )
            let response = try await client.response()
            await client.send("POST /ignore HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            if response["Connection"] != "close" { #expect(try await client.response().status == 200) }
            return response
        }
    }

    @Test(arguments: [
        ("a=1&b=x+y&b=%7A%0A&c&=&d=%E2%82%AC", #"{"a":"1","b":["x y","z\n"],"c":"","":"","d":"€"}"#),
        ("", "null"), ("a=b=c", #"{"a":"b=c"}"#), ("&&a=1&", #"{"a":"1"}"#), ("%22=%5C", #"{"\"":"\\"}"#),
        ("e%CC%81=1&%C3%A9=2", "{\"e\u{301}\":\"1\",\"é\":\"2\"}"),
    ])
    func aFormIsAnObjectOfText(form: String, json: String) async throws {
        for type in [
            "application/x-www-form-urlencoded", "Application/X-WWW-Form-Urlencoded; charset=UTF-8",
        ] {
            let response = try await Self.response("Content-Type: \(type)\r\n", Array(form.utf8))
            #expect(response.status == 200)
            #expect(response.body == json)
        }
    }

    @Test(arguments: [
        (#"{"a":1}"#, "Content-Type: application/json"), (" [1]", "Content-Type: application/json"),
        ("a=%f", "hexadecimal"), ("a=%zz", "hexadecimal"), ("a=%FF", "UTF-8"),
        (String(repeating: "a&", count: 1001), "1000 values"),
    ])
    func whatIsNoFormIsSaid(form: String, detail: String) async throws {
        let response = try await Self.response(
            "Content-Type: application/x-www-form-urlencoded\r\n", Array(form.utf8))
        #expect(response.status == 400)
        #expect((response.json["detail"] as? String)?.contains(detail) == true)
        #expect(response.json["request-id"] as? String == response["X-Request-Id"])
    }

    @Test(arguments: [
        "", "Content-Type: application/json\r\n", "Content-Type: application/json; charset=utf-8\r\n",
        "Content-Type: application/vnd.api+json\r\n", "Content-Type: application/json;charset=\"UTF-8\"\r\n",
        "Content-Encoding: identity\r\n", "Content-Type: application/merge-patch+json\r\nContent-Encoding: \r\n",
    ])
    func jsonIsReadAsItIs(headers: String) async throws {
        let response = try await Self.response(headers, Array("[1.50]".utf8))
        #expect(response.status == 200)
        #expect(response.body == "[1.50]")
    }

    @Test(arguments: [
        "text/plain", "text/plain;charset=UTF-8", "multipart/form-data; boundary=x", "application/xml",
        "application/octet-stream", "application/json; charset=iso-8859-1", "jsonx", "application/jsonp",
    ])
    func anotherTypeIsRefused(type: String) async throws {
        let response = try await Self.response("Content-Type: \(type)\r\n", Array("[1]".utf8))
        #expect(response.status == 415)
        #expect(response["Accept"] == "application/json, application/x-www-form-urlencoded")
        #expect(response["Content-Type"] == "application/problem+json")
    }

    @Test(arguments: ["zstd", "compress", "gzip, gzip", "gzip, br", "GZIPX", "*"])
    func anotherCodingIsRefused(coding: String) async throws {
        let response = try await Self.response("Content-Encoding: \(coding)\r\n", Array("[1]".utf8))
        #expect(response.status == 415)
        #expect(response["Accept-Encoding"] == "gzip, deflate, br")
    }

    /// `[1.50]`, by Python's gzip and zlib, and the `brotli` program.
    private static let gzip = Data(base64Encoded: "H4sIAAAAAAAC/4s21DM1iAUAbSwb4wYAAAA=").map { [UInt8]($0) } ?? []

    @Test(arguments: ["gzip", "GZIP", "x-gzip", " gzip "])
    func gzipIsDecoded(name: String) async throws {
        let response = try await Self.response("Content-Encoding: \(name)\r\n", Self.gzip)
        #expect(response.status == 200)
        #expect(response.body == "[1.50]")
    }

    @Test func aGzippedFormIsDecodedFirst() async throws {
        // `a=1&b=2`
        let form = Data(base64Encoded: "H4sIAAAAAAAC/0u0NVRLsjUCAPjrPfgHAAAA").map { [UInt8]($0) } ?? []
        let response = try await Self.response(
            "Content-Encoding: gzip\r\nContent-Type: application/x-www-form-urlencoded\r\n", form)
        #expect(response.body == #"{"a":"1","b":"2"}"#)
    }

    @Test(arguments: [(10, "ends before its end"), (3, "ends before its end")])
    func halfOfAGzipIsNoBody(count: Int, detail: String) async throws {
        let response = try await Self.response("Content-Encoding: gzip\r\n", Array(Self.gzip.prefix(count)))
        #expect(response.status == 400)
        #expect((response.json["detail"] as? String)?.contains(detail) == true)
    }

    @Test func whatIsNoGzipIsSaid() async throws {
        let response = try await Self.response("Content-Encoding: gzip\r\n", Array("[1.50]".utf8))
        #expect(response.status == 400)
        #expect(response.json["detail"] as? String == "The request body is no gzip, or was damaged.")
    }

    /// A megabyte of zeros in a kilobyte.
    @Test func theBoundHoldsForWhatIsDecoded() async throws {
        let bomb = Data(base64Encoded: Self.bomb).map { [UInt8]($0) } ?? []
        #expect(bomb.count > 1000)
        let response = try await Self.response("Content-Encoding: gzip\r\n", bomb, limit: 100_000)
        #expect(response.status == 413)
        #expect(response.json["detail"] as? String == "A request body may have 100000 bytes.")
    }

    /// As before: what an endpoint does not read is not looked at.
    @Test(arguments: ["Content-Type: text/plain\r\n", "Content-Encoding: zstd\r\n"])
    func anEndpointThatReadsNoBodyTakesAny(headers: String) async throws {
        #expect(try await Self.response(headers, Array("x".utf8), path: "/ignore").status == 200)
    }

    private static let bomb = """
        H4sIAAAAAAAC/+3BgQAAAADDIKX50x3kVQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\
        AAAAAAAAAAAAAAAAAAAAAAAAAK8GU2oxSkBCDwA=
        """
}
