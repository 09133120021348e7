import Testing
import TuttiPlan
import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct ReloadRequestTests {
    @Test(arguments: ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
    func onlyAPostReloads(method: String) async throws {
        let plans = ScriptedPlans([.serving(["GET /hello"])])
        try await withServer(plans: plans) { server in
            let response = try await server.admin("/reload", method: method)
            #expect(response.status == 405)
            #expect(response["Allow"] == "POST")
            #expect(plans.reports.isEmpty)
        }
    }

    /// The loopback address is in reach of every page that a browser on this machine shows.
    @Test(arguments: [
        ("", 200),
        ("Sec-Fetch-Site: none\r\n", 200),
        ("Sec-Fetch-Site: same-origin\r\n", 200),
        ("Sec-Fetch-Site: cross-site\r\n", 403),
        ("sec-fetch-site: same-site\r\n", 403),
        ("Sec-Fetch-Site: none\r\nSec-Fetch-Site: cross-site\r\n", 403),
        ("Sec-Fetch-Site:\r\n", 403),
        ("Origin: https://example.com\r\n", 403),
        ("Origin: null\r\n", 403),
        // A page whose name was made to lead here passes for one of this listener's own.
        ("Origin: http://admin\r\nSec-Fetch-Site: same-origin\r\n", 403),
        ("Origin: https://example.com\r\nContent-Type: text/plain\r\nContent-Length: 0\r\n", 403),
    ])
    func aWebPageCanNotReload(headers: String, status: Int) async throws {
        let plans = ScriptedPlans([.serving(["GET /hello"])])
        try await withServer(plans: plans) { server in
            let response = try await server.admin("/reload", method: "POST", headers: headers)
            #expect(response.status == status)
            #expect(plans.reports.count == (status == 200 ? 1 : 0))
        }
    }

    @Test func withoutFilesThereIsNothingToReload() async throws {
        try await withServer { server in
            let response = try await server.admin("/reload")
            #expect(response.status == 404)
            #expect(try await server.admin("/reload", method: "POST").status == 405)
        }
    }

    @Test func thePublicListenerDoesNotReload() async throws {
        let plans = ScriptedPlans([.serving(["GET /hello"])])
        try await withServer(plans: plans) { server in
            let client = try server.client()
            await client.send("POST /reload HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.response().status == 404)
            #expect(plans.reports.isEmpty)
        }
    }
}
