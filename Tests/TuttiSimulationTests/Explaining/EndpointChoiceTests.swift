import Testing
import TuttiSimulation

/// Which endpoint is meant by a request.
@Suite struct EndpointChoiceTests {
    private static func choice(_ request: String) throws -> EndpointChoice {
        let gateway = "services: { s: { instances: [\"http://s\"] } }\n"
        let endpoints = ["GET /profile/{id}", "GET /profile/me", "POST /checkout/{id}", "GET /"].map {
            "endpoint: \($0)\ncalls: { c: { service: s, get: \"/c\" } }\n"
        }
        return EndpointChoice(request, in: try TestBench(endpoints.joined(separator: "---\n"), gateway: gateway).plan)
    }

    @Test(arguments: [
        ("GET /profile/7", 0), ("GET /profile/{id}", 0), ("get /profile/{user}?fields=a", 0), ("HEAD /profile/7", 0),
        ("GET  /profile/me", 1), ("POST /checkout/7", 2), ("GET /", 3), ("GET /?x", 3),
    ])
    func requestsAndPatternsFindTheirEndpoint(request: String, index: Int) throws {
        #expect(try Self.choice(request) == .found(index))
    }

    @Test(arguments: [
        ("GET /profil/7", "no endpoint answers GET /profil/7; did you mean `GET /profile/{id}`?\nthere are:"),
        ("GET /checkout/7", "no endpoint answers GET /checkout/7; did you mean `POST /checkout/{id}`?\nthere are:"),
        ("GET /profile", "no endpoint answers GET /profile; did you mean `GET /profile/me`?\nthere are:"),
        ("GET /something/else/altogether", "no endpoint answers GET /something/else/altogether\nthere are:"),
        ("GET profile", "`GET profile` is no request; write a method and a path, like 'GET /profile/7'"),
        ("GET", "`GET` is no request; write a method and a path, like 'GET /profile/7'"),
    ])
    func whatFindsNoneIsToldWhichThereAre(request: String, message: String) throws {
        guard case .notFound(let text) = try Self.choice(request) else {
            Issue.record("found")
            return
        }
        #expect(text.hasPrefix(message), "\(text)")
        if message.hasSuffix("there are:") {
            #expect(text.hasSuffix("\n  GET /profile/{id}\n  GET /profile/me\n  POST /checkout/{id}\n  GET /"))
        }
    }
}
