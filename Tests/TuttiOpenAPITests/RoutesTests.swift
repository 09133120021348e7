import Testing
import TuttiOpenAPI

/// What is described of routes.
@Suite struct RoutesTests {
    private static func describing() throws -> Describing {
        try Describing(
            """
            endpoint: GET /users/{id}
            calls: { user: { service: users, get: "/users/{path.id}" } }
            ---
            route: DELETE /users/{user}
            summary: Removes a user.
            to: users
            ---
            route: GET /beta
            when: query.a
            to: users
            ---
            route: GET /beta
            redirect: { to: /users }
            ---
            route: GET /old
            redirect: { to: /new, status: 301 }
            ---
            route: GET /gone
            respond: { status: 410, body: { error: "'gone'" } }
            ---
            route: GET /files/**
            summary: Files.
            to: orders
            ---
            route: /all
            to: orders
            """)
    }

    @Test func aRouteOfOneMethodAndPathIsOpaque() throws {
        let describing = try Self.describing()
        #expect(
            try describing.text(at: "/paths/~1users~1{id}/delete")
                == #"{"operationId":"deleteUsersByUser","summary":"Removes a user.","tags":["users"],"#
                + #""parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"string","minLength":1}}],"#
                + #""responses":{"default":{"description":"What the service answers."}}}"#)
        #expect(try describing.text(at: "/paths/~1users~1{id}/get/operationId") == #""getUsersById""#)
        #expect(try describing.text(at: "/paths/~1beta/get/responses/default") != nil)
        #expect(try describing.text(at: "/paths/~1old/get/responses/301/headers/Location/required") == "true")
        #expect(try describing.text(at: "/paths/~1gone/get/responses/410/content/application~1json") == "{}")
    }

    @Test func whatNoPathOfOpenAPICanStandForIsListed() throws {
        let describing = try Self.describing()
        #expect(
            try describing.text(at: "/x-tutti-routes")
                == #"[{"path":"/files/**","method":"GET","summary":"Files."},{"path":"/all"}]"#)
        #expect(try describing.text(at: "/paths/~1all") == nil)
        let plain = try Describing("endpoint: GET /a\ncalls: { user: { service: users, get: /a } }\n")
        #expect(try plain.text(at: "/x-tutti-routes") == nil)
    }
}
