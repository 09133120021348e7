import Testing

/// How clients show who they are, as a description says it.
@Suite struct SecuritySchemesTests {
    private static let gateway = """
        auth:
          apps: { introspection: { url: https://id.example/i, client-id: a, client-secret: hidden, header: authorization, cookie: c } }
          customers: { jwt: { issuer: https://id.example, audience: any } }
        services: { users: { instances: [http://127.0.0.1:1] } }
        """

    @Test func tokensStandBehindBearer() throws {
        let described = try Describing(
            "endpoint: GET /a\nauth: [customers, apps]\ncalls: { a: { service: users, get: /a } }",
            gateway: Self.gateway)
        let schemes = "/components/securitySchemes"
        #expect(try described.text(at: "\(schemes)/apps") == #"{"type":"http","scheme":"bearer"}"#)
        #expect(
            try described.text(at: "\(schemes)/apps-cookie") == #"{"type":"apiKey","in":"cookie","name":"c"}"#)
        let jwt = #"{"type":"http","scheme":"bearer","bearerFormat":"JWT"}"#
        #expect(try described.text(at: "\(schemes)/customers") == jwt)
        let security = try described.text(at: "/paths/~1a/get/security")
        #expect(security == #"[{"customers":[]},{"apps":[]},{"apps-cookie":[]}]"#)
        #expect(try described.text(at: "")?.contains("hidden") == false)
    }
}
