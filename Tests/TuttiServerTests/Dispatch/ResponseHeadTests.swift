import Foundation
import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan

@Suite struct ResponseHeadTests {
    @Test(arguments: [
        ("abc", true), ("A.b_c-9", true), (String(repeating: "x", count: 128), true), ("", false),
        (String(repeating: "x", count: 129), false), ("a b", false), ("a\"b", false), ("a,b", false),
    ])
    func theRequestIDIsTakenOverOrMade(id: String, isTaken: Bool) async throws {
        try await withServer(script: { request, _ in .json(request.id) }) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX-Request-Id: \(id)\r\n\r\n")
            let response = try await client.response()
            #expect((response["X-Request-Id"] == id) == isTaken)
            #expect(response["X-Request-Id"] == response.body)
            #expect(!response.body.isEmpty)
        }
    }

    @Test func theDateIsNow() async throws {
        try await withServer { server in
            let client = try server.client()
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(secondsFromGMT: 0)
            formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
            let before = Date()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response()
            let after = Date()
            let text = try #require(response["Date"])
            let date = try #require(formatter.date(from: text))
            #expect(date > before.addingTimeInterval(-2) && date <= after)
            #expect(response["Server"] == "tutti")
        }
    }

    @Test(arguments: [(200, "OK"), (206, "Partial Content"), (404, "Not Found"), (504, "Gateway Timeout"), (599, "")])
    func statusAndFieldsAreTheEngines(status: Int, reason: String) async throws {
        try await withServer(script: { _, _ in
            ComposedResponse(
                status: status,
                headers: [
                    HTTPField(name: .cacheControl, value: "no-store"), HTTPField(name: .retryAfter, value: "1"),
                ], body: Array("é".utf8), calls: [])
        }) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let text = try await client.rest()
            #expect(text.hasPrefix("HTTP/1.1 \(status) \(reason)"))
            #expect(text.contains("\r\nCache-Control: no-store\r\nRetry-After: 1\r\n"))
            #expect(text.hasSuffix("\r\nContent-Length: 2\r\n\r\né"))
        }
    }

    @Test(arguments: [204, 304])
    func someStatusesHaveNoBody(status: Int) async throws {
        try await withServer(script: { _, _ in
            ComposedResponse(status: status, headers: [], body: Array("dropped".utf8), calls: [])
        }) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            let text = try await client.rest()
            #expect(text.hasSuffix("\r\n\r\n"))
            #expect(!text.contains("Content-Length"))
        }
    }

    @Test(arguments: [0, 99, 101, 600, -1, Int.max])
    func aStatusThatIsNoneBecomes500(status: Int) async throws {
        try await withServer(script: { _, _ in ComposedResponse(status: status, headers: [], body: [], calls: []) }) {
            server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 500)
        }
    }
}
