import FixtureServices
import NIOHTTP1
import Testing

/// Bodies that are not JSON, with services that send and take them.
@Suite struct BodiesOnTheWireTests {
    private static let documents = """
        endpoint: GET /feed
        calls:
          feed:
            service: catalog
            get: /products.xml
            query: { ids: query.ids }
            into: { xml: { lists: [product] } }
            select: "products.product[*].{id: \\"@id\\", name: name}"
            required: true
        response: feed
        ---
        endpoint: GET /graph
        calls:
          graph:
            service: catalog
            post: /graphql
            graphql:
              query: |
                query ($ids: [ID!]!) { products(ids: $ids) { id name } }
              variables: { ids: "split(query.ids, ',')" }
            select: products[*].id
        response: graph
        ---
        endpoint: POST /payments
        calls:
          payment: { service: payments, post: /payments, form: body }
        response: payment
        """

    private func serving(
        _ body: @Sendable (Int, FixtureServer, FixtureServer) async throws -> Void
    ) async throws {
        let catalog = try await FixtureServer.start(.catalog, data: .ofCheckout())
        let payments = try await FixtureServer.start(.payments, data: .ofCheckout())
        do {
            let gateway =
                "services: { catalog: { instances: [\"\(catalog.url)\"] }, payments: { instances: [\"\(payments.url)\"] } }"
            try await RunningGateway.serving(gateway: gateway, endpoints: Self.documents) {
                try await body($0.port, catalog, payments)
            }
        } catch {
            Issue.record(error)
        }
        await catalog.stop()
        await payments.stop()
    }

    @Test func elementsOfXMLAreReadLikeMembers() async throws {
        try await serving { port, _, _ in
            let one = try await HTTPConnection.get(port: port, "/feed?ids=1")
            #expect(one.status == 200 && one.body.hasPrefix(#"[{"id":"1","name":""#) && one.body.hasSuffix(#""}]"#))
            let two = try await HTTPConnection.get(port: port, "/feed?ids=1,2")
            #expect(two.body.contains(#"},{"id":"2","name":""#))
        }
    }

    @Test func brokenXMLIsABadResponse() async throws {
        try await serving { port, catalog, _ in
            catalog.fault = try Fault(parsing: "body=invalid-json&path=/products.xml")
            let response = try await HTTPConnection.get(port: port, "/feed?ids=1")
            #expect(response.status == 502)
        }
    }

    @Test func aQueryThatIsAnsweredInPartSaysSo() async throws {
        try await serving { port, catalog, _ in
            let whole = try await HTTPConnection.get(port: port, "/graph?ids=1,2")
            #expect(whole.body == #"["1","2"]"# || whole.body == "[1,2]")
            #expect(whole.headers.first(name: "composition-status")?.contains("graph;outcome=ok") == true)
            let part = try await HTTPConnection.get(port: port, "/graph?ids=1,nothing")
            #expect(part.status == 200)
            let status = part.headers.first(name: "composition-status") ?? ""
            #expect(status.contains("graph;outcome=fallback;reason=graphql") && status.contains(";failed=1"))
            let sent = try #require(catalog.requests.last)
            #expect(sent.header("content-type") == "application/json")
            #expect(sent.header("accept")?.hasPrefix("application/graphql-response+json") == true)
        }
    }

    @Test func aFormGoesOutAsOne() async throws {
        try await serving { port, _, payments in
            // The service takes JSON alone; it has got the form all the same.
            _ = try await HTTPConnection.open(port: port) { connection in
                try await connection.request(
                    .POST, "/payments", body: "a=1&b=x+y&b=%C3%A4",
                    headers: [("content-type", "application/x-www-form-urlencoded")])
            }
            let sent = try #require(payments.requests.last)
            #expect(sent.text == "a=1&b=x+y&b=%C3%A4")
            #expect(sent.header("content-type") == "application/x-www-form-urlencoded")
        }
    }
}
