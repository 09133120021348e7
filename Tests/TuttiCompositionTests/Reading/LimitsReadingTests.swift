import Testing
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiComposition

/// `limits` in all files: what is read, what mistakes are called, and the characters they are found at (`▸`).
@Suite struct LimitsReadingTests {
    private static let services = "\nservices: { users: { instances: [http://127.0.0.1:1] } }\n"
    private static let calls = "\ncalls: { user: { service: users, get: /x } }\n"

    private static func load(_ gateway: String, _ documents: String = "") -> LoadResult {
        CompositionLoader(environment: ["REGION": "eu"]).load(files: [
            (name: "gateway.yaml", text: gateway + services), (name: "shop.yaml", text: documents),
        ])
    }

    private static func limits(_ list: String, named: String = "{}") throws -> [LimitPlan] {
        let result = load(
            "limits: \(named)", "endpoint: GET /a/{id}\nlimits: \(list)\(calls)response: [user, path.id]\n")
        let plan = try #require(result.plan, "\(result.rendered)")
        return plan.endpoints[0].limits
    }

    @Test func eachLimitHasItsValues() throws {
        let limits = try Self.limits(
            """
            [one, { rate: 600/m, burst: 100, by: client.address, keys: 1000, observe: true },
             { quota: 10/month, utc-offset: "-05:30", by: "headers.\\"x-tenant\\"", without-key: exempt, cost: query.size }]
            """, named: "{ one: { rate: 20/s } }")
        #expect(limits.map(\.name) == ["one", "600/m", "10/month"])
        #expect(limits.map(\.id) == ["one", "GET /a/{id} 600/m", "GET /a/{id} 10/month"])
        #expect(
            limits.map(\.rule) == [
                .rate(20, per: .seconds(1), burst: 20), .rate(600, per: .seconds(60), burst: 100),
                .quota(10, per: .month, offset: .seconds(-19_800)),
            ])
        #expect(limits.map(\.words) == ["20/s, 20 at once", "600/m, 100 at once", "10/month (-05:30)"])
        #expect(limits.map(\.isObserving) == [false, true, false])
        #expect(limits.map(\.withoutKey) == [.together, .together, .exempt])
        #expect(limits.map(\.keys) == [1, 1000, 1 << 20])
        #expect(limits[0].subject == .everyone)
        #expect(limits[1].subject == .address)
        #expect(limits[2].reads == [.headers, .query])
        #expect(limits[2].cost != nil)
    }

    @Test func twoLimitsOfAnEndpointHaveTwoNames() throws {
        let limits = try Self.limits("[{ rate: 1/s }, { rate: 1/s, by: path.id }]")
        #expect(Set(limits.map(\.name)).count == 2)
        #expect(Set(limits.map(\.id)).count == 2)
    }

    @Test func aDocumentTakesTheDefaultUnlessItNamesOthersOrNone() throws {
        let result = Self.load(
            "limits: { a: { rate: 1/s }, b: { rate: 2/h } }\ndefaults: { limits: [a, { rate: 3/day }] }",
            ["", "limits: [b]", "limits: []"].enumerated().map {
                "endpoint: GET /\($0)\n\($1)\(Self.calls)---\nroute: /r/\($0)\n\($1)\nto: users\n"
            }.joined(separator: "---\n"))
        let plan = try #require(result.plan, "\(result.rendered)")
        let expected = [["a", "defaults 3/day"], ["b"], []]
        #expect(plan.endpoints.map { $0.limits.map(\.id) } == expected)
        #expect(plan.routes.map { $0.limits.map(\.id) } == expected)
    }

    @Test func aParameterThatOnlyALimitReadsIsNotUnused() {
        for list in ["[{ rate: 1/s, by: path.id }]", "[one]"] {
            let result = Self.load(
                "limits: { one: { rate: 1/s, by: path.id } }",
                "endpoint: GET /a/{id}\nlimits: \(list)\(Self.calls)")
            #expect(result.diagnostics.isEmpty, "\(result.rendered)")
        }
    }

    @Test(arguments: [
        ("missing-key", "{ one: ▸{ by: client.address } }"),
        ("wrong-type", "{ one: { rate: ▸20 } }"),
        ("wrong-type", "{ one: { rate: ▸20r/s } }"),
        ("wrong-type", "{ one: { rate: ▸20/minute } }"),
        ("wrong-type", "{ one: { rate: ▸20/month } }"),
        ("wrong-type", "{ one: { rate: ▸1.5/s } }"),
        ("wrong-type", "{ one: { rate: ▸20/s/s } }"),
        ("invalid-number", "{ one: { rate: ▸0/s } }"),
        ("invalid-number", "{ one: { rate: ▸1000001/s } }"),
        ("invalid-number", "{ one: { rate: ▸99999999999999999999/s } }"),
        ("invalid-number", "{ one: { rate: 1/s, burst: ▸0 } }"),
        ("invalid-number", "{ one: { rate: 1/day, burst: ▸101 } }"),
        ("wrong-type", "{ one: { quota: ▸5/s } }"),
        ("invalid-number", "{ one: { quota: ▸1000000001/day } }"),
        ("wrong-type", "{ one: { quota: 5/day, utc-offset: ▸\"+1:00\" } }"),
        ("wrong-type", "{ one: { quota: 5/day, utc-offset: ▸\"+15:00\" } }"),
        ("wrong-type", "{ one: { quota: 5/day, utc-offset: ▸Europe/Berlin } }"),
        ("unknown-key", "{ one: { quota: 5/day, ▸rate: 1/s } }"),
        ("unknown-key", "{ one: { quota: 5/day, ▸burst: 1 } }"),
        ("unknown-key", "{ one: { rate: 1/s, ▸utc-offset: \"+01:00\" } }"),
        ("unknown-key", "{ one: { rate: 1/s, ▸without-key: exempt } }"),
        ("unknown-key", "{ one: { rate: 1/s, ▸per: client.address } }"),
        ("wrong-type", "{ one: { rate: 1/s, by: client.address, without-key: ▸refuse } }"),
        ("unknown-name", "{ one: { rate: 1/s, by: ▸body } }"),
        ("unknown-name", "{ one: { rate: 1/s, by: ▸user } }"),
        ("unknown-name", "{ one: { rate: 1/s, by: client.▸adress } }"),
        ("unknown-name", "{ one: { rate: 1/s, cost: ▸meta } }"),
        ("invalid-expression", "{ one: { rate: 1/s, by: \"a ||▸\" } }"),
        ("invalid-number", "{ one: { rate: 1/s, by: client.address, keys: ▸10 } }"),
        ("wrong-type", "{ one: ▸5/s }"),
        ("wrong-type", "▸5/s"),
        ("invalid-name", "{ ▸rate: 5/s }"),
        ("invalid-name", "{ ▸\"a b\": { rate: 5/s } }"),
    ])
    func isFoundInALimit(code: String, marked: String) {
        check(code, in: "gateway.yaml", "limits: " + marked + Self.services) { text in
            [("gateway.yaml", text)]
        }
    }

    @Test(arguments: [
        ("unknown-policy", "[▸twoo]"),
        ("duplicate-key", "[two, ▸two]"),
        ("unknown-name", "[▸by-item]"),
        ("unknown-name", "[{ rate: 1/s, by: path.▸item }]"),
        ("wrong-type", "▸two"),
        ("wrong-type", "[▸[two]]"),
        ("missing-key", "[▸{ by: client.address }]"),
    ])
    func isFoundInAList(code: String, marked: String) {
        let gateway =
            "limits: { two: { rate: 1/s }, by-item: { rate: 1/s, by: path.item } }" + Self.services
        check(code, in: "shop.yaml", "endpoint: GET /a\nlimits: \(marked)\(Self.calls)") { text in
            [("gateway.yaml", gateway), ("shop.yaml", text)]
        }
        check(code, in: "shop.yaml", "route: /a\nlimits: \(marked)\nto: users\n") { text in
            [("gateway.yaml", gateway), ("shop.yaml", text)]
        }
        check(code, in: "gateway.yaml", "defaults: { limits: \(marked) }\n" + gateway) { text in
            [("gateway.yaml", text)]
        }
    }

    private func check(
        _ code: String, in file: String, _ marked: String, files: (String) -> [(name: String, text: String)]
    ) {
        let marked = MarkedText(marked)
        let result = CompositionLoader(environment: [:]).load(files: files(marked.text))
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect(result.diagnostics.allSatisfy { $0.position.file == file })
    }
}
