import Testing
import TuttiPlan
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
        #expect(try Self.choice(request) == .found(endpoint: index, routes: []))
    }

    @Test(
        arguments: [
            ("GET /api/7", nil, [1, 0]), ("GET /api/**", nil, [1, 0]), ("POST /api", nil, [1, 0]),
            ("GET /api/users", 0, []),
            ("POST /api/users", nil, [1, 0]), ("GET /app/x", nil, [2, 3]), ("OPTIONS /old", nil, [4]),
        ] as [(String, Int?, [Int])])
    func routesAreFoundInTheOrderInWhichTheyAreAsked(request: String, endpoint: Int?, routes: [Int]) throws {
        #expect(try EndpointChoice(request, in: Self.withRoutes()) == .found(endpoint: endpoint, routes: routes))
    }

    /// As the listener says it.
    @Test(
        arguments: [
            ("GET /api//users", "Without its empty segments"), ("GET /api/users;a=b", "Without its empty segments"),
            ("GET /api/../x", "The path has a segment '.' or '..'"), ("GET /api/%zz", "The path has a '%'"),
            ("GET /api/a%2Fb", "The path has an encoded slash"), ("GET /api/a%2e%2e%2fb", "The path has"),
        ])
    func whatTheGatewayRefusesIsSaid(request: String, why: String) throws {
        guard case .notFound(let message) = try EndpointChoice(request, in: Self.withRoutes()) else {
            Issue.record("\(request) is refused")
            return
        }
        #expect(message.hasPrefix("\(request) gets 400: \(why)"))
    }

    @Test(arguments: ["GET /api//x", "GET /api/x;a=b", "GET /api/{id}"])
    func whatIsForTheSameRouteIsNotRefused(request: String) throws {
        #expect(try EndpointChoice(request, in: Self.withRoutes()) == .found(endpoint: nil, routes: [1, 0]))
    }

    @Test func whatFindsNoRouteIsToldWhichThereAre() throws {
        let message = """
            no endpoint answers PUT /only/7; did you mean `GET /only/{id}`?
            there are:
              GET /api/users
              /api/**
              /api/**
              /app/**
              /app/**
              /old
              GET /only/{id}
            """
        #expect(try EndpointChoice("PUT /only/7", in: Self.withRoutes()) == .notFound(message: message))
    }

    private static func withRoutes() throws -> GatewayPlan {
        let documents = [
            "endpoint: GET /api/users\ncalls: { c: { service: users, get: \"/c\" } }\n",
            "route: /api/**\nto: users\n", "route: /api/**\nwhen: query.beta\nto: orders\n",
            "route: /app/**\nwhen: query.beta\nto: orders\n", "route: /app/**\nto: orders\n",
            "route: /old\nredirect: { to: /new }\n", "route: GET /only/{id}\nrespond: { status: 204 }\n",
        ]
        return try TestBench(documents.joined(separator: "---\n")).plan
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
