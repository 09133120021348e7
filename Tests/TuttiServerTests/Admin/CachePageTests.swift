import Testing
import TuttiEngine

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct CachePageTests {
    @Test(arguments: [
        ("tag=user-7", [CachePurge(.tag("user-7"), isSoft: true)]),
        ("tag=a&tag=b%20c", [CachePurge(.tag("a"), isSoft: true), CachePurge(.tag("b c"), isSoft: true)]),
        ("service=orders&soft=false", [CachePurge(.service("orders"), isSoft: false)]),
        ("soft=false&endpoint=GET%20/a/%7Bid%7D", [CachePurge(.endpoint("GET /a/{id}"), isSoft: false)]),
        ("path=/profile/7", [CachePurge(.path("/profile/7"), isSoft: true)]),
        ("all=true", [CachePurge(.everything, isSoft: true)]),
    ])
    func aQuerySaysWhatIsPurged(query: String, purges: [CachePurge]) throws {
        #expect(try CachePage.purges(Substring(query)) == purges)
    }

    @Test(arguments: [
        "", "&", "soft=false", "tag=", "all=yes", "everything", "path=profile", "tag=a&nonsense=1", "all",
    ])
    func anyOtherQueryPurgesNothing(query: String) {
        #expect(throws: CachePage.Mistake.self) { () throws in _ = try CachePage.purges(Substring(query)) }
    }

    @Test(arguments: [
        ("GET", "/cache", 200), ("POST", "/cache", 405), ("GET", "/cache/purge?all=true", 405),
        ("POST", "/cache/purge?all=true", 200), ("POST", "/cache/purge", 400), ("POST", "/cache/purge?tag=", 400),
    ])
    func onlyAPostPurges(method: String, target: String, status: Int) async throws {
        try await withServer { server in
            let response = try await server.admin(target, method: method)
            #expect(response.status == status)
        }
    }

    @Test func aWebPageCanNotPurge() async throws {
        try await withServer { server in
            let response = try await server.admin(
                "/cache/purge?all=true", method: "POST", headers: "Origin: https://example.com\r\n")
            #expect(response.status == 403)
        }
    }
}
