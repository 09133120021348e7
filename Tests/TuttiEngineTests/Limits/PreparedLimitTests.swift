import HTTPTypes
import Testing
import TuttiComposition
import TuttiEngine
import TuttiPlan
import TuttiPolicies

/// Whose request it is for a limit, and for how many it counts.
@Suite struct PreparedLimitTests {
    private struct Headers: ClientHeaders {
        var fields: [(String, String)]
        func values(named name: String) -> [String] { fields.filter { $0.0 == name }.map(\.1) }
        func forEach(_ visit: (String, String) -> Void) { fields.forEach { visit($0.0, $0.1) } }
    }

    private static func limit(_ keys: String, path: String = "/a/{id}") throws -> PreparedLimit {
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", "services: { a: { instances: [http://a] } }"),
            ("a.yaml", "route: \(path)\nlimits: [{ rate: 1/s, \(keys) }]\nto: a\n"),
        ])
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        return PreparedLimit(plan.routes[0].limits[0], path: plan.routes[0].path, in: plan)
    }

    private static func request(
        query: String = "", headers: [(String, String)] = [], address: String = "192.0.2.1"
    ) -> ClientRequest {
        ClientRequest(
            id: "1", method: .get, pathParameters: ["7"], query: query, headers: Headers(fields: headers),
            clientAddress: address)
    }

    @Test func valuesOfAnyKindAreKeys() throws {
        let limit = try Self.limit("by: \"[path.id, query.a]\"")
        func owner(_ query: String) -> PreparedLimit.Owner {
            limit.owner(of: Self.request(query: query), at: nil).owner
        }
        #expect(owner("a=1") == owner("a=1&b=2"))
        #expect(owner("a=1") != owner("a=2"))
        #expect(owner("") != owner("a="))
    }

    @Test func aNumberIsNotTheTextOfIt() throws {
        let number = try Self.limit("by: to_number(query.a)")
        let text = try Self.limit("by: query.a")
        let request = Self.request(query: "a=1")
        #expect(number.owner(of: request, at: nil).owner != text.owner(of: request, at: nil).owner)
    }

    @Test func oneNumberIsOneKeyHoweverItIsWritten() throws {
        let limit = try Self.limit("by: to_number(query.a)")
        let owners = ["a=7", "a=7.0", "a=0.7e1", "a=8"].map { limit.owner(of: Self.request(query: $0), at: nil).owner }
        #expect(owners[0] == owners[1] && owners[0] == owners[2] && owners[0] != owners[3])
    }

    private static func typed(
        _ keys: String, request: String, named: String? = nil
    ) throws -> PreparedLimit {
        let endpoint = """
            endpoint: GET /a/{id}
            request: \(request)
            limits: [\(named == nil ? "{ rate: 1/s, \(keys) }" : "shared")]
            calls: { a: { service: a, get: /a } }
            """
        let limits = named.map { "limits: { shared: { rate: 1/s, \($0) } }\n" } ?? ""
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", "\(limits)services: { a: { instances: [http://a] } }"), ("a.yaml", endpoint),
        ])
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        let planned = plan.endpoints[0]
        return PreparedLimit(planned.limits[0], path: planned.path, request: planned.request, in: plan)
    }

    @Test func aParameterIsReadByItsType() throws {
        let limit = try Self.typed(
            "by: \"path.id + `0`\", cost: query.n * `2`",
            request: "{ path: { id: integer }, query: { n: { type: integer, default: 3 } } }")
        #expect(limit.owner(of: Self.request(), at: nil).cost == 6)
        #expect(limit.owner(of: Self.request(query: "n=5"), at: nil).cost == 10)
        let number = try Self.limit("by: to_number(path.id)")
        #expect(limit.owner(of: Self.request(), at: nil).owner == number.owner(of: Self.request(), at: nil).owner)
    }

    /// Else a client would have one share where a parameter is a number, and another where it is text.
    @Test func aLimitOfTheGatewayReadsTextsEverywhere() throws {
        let typed = try Self.typed("", request: "{ path: { id: integer } }", named: "by: path.id")
        let untyped = try Self.limit("by: path.id")
        #expect(typed.owner(of: Self.request(), at: nil).owner == untyped.owner(of: Self.request(), at: nil).owner)
    }

    /// It is refused later, and must not be exempt before.
    @Test(arguments: ["n=1&n=x", "n=1&n=100", "n=x"])
    func whatDoesNotFitIsCountedWithWhatHasNoKey(query: String) throws {
        let exempt = try Self.typed(
            "by: query.n, without-key: exempt",
            request: "{ query: { n: { type: array, items: { type: integer, maximum: 9 } } } }")
        #expect(exempt.owner(of: Self.request(), at: nil).owner == .exempt)
        #expect(exempt.owner(of: Self.request(query: query), at: nil).owner == .key(.withoutKey))
        #expect(exempt.owner(of: Self.request(query: "n=1&n=2"), at: nil).owner != .key(.withoutKey))
    }

    /// Such a request is refused later, and must not empty what all others have before.
    @Test(arguments: [("limit=100", 100), ("limit=101", 1), ("limit=2&limit=3", 1), ("limit=x", 1), ("", 1)])
    func onlyWhatFitsCosts(query: String, cost: UInt64) throws {
        let limit = try Self.typed(
            "cost: query.limit", request: "{ query: { limit: { type: integer, maximum: 100 } } }")
        #expect(limit.owner(of: Self.request(query: query), at: nil).cost == cost)
    }

    @Test func whatALimitDoesNotReadLeavesItsKeyAndCost() throws {
        let limit = try Self.typed(
            "by: query.a, cost: query.b, without-key: exempt",
            request: "{ query: { a: integer, b: integer, c: integer }, headers: { x-n: integer } }")
        let whole = limit.owner(of: Self.request(query: "a=1&b=5"), at: nil)
        let others = limit.owner(of: Self.request(query: "a=1&b=5&c=x", headers: [("x-n", "x")]), at: nil)
        #expect(whole.owner == others.owner && others.cost == 5)
        // What the cost reads isn't the key's.
        let cost = limit.owner(of: Self.request(query: "a=1&b=x"), at: nil)
        #expect(cost.owner == whole.owner && cost.cost == 1)
        #expect(limit.owner(of: Self.request(query: "c=x"), at: nil).owner == .exempt)
    }

    @Test func whatIsNotThereIsNoMember() throws {
        let limit = try Self.typed("by: length(keys(query))", request: "{ query: { a: integer, b: integer } }")
        let length = try Self.limit("by: length(keys(query))")
        let request = Self.request(query: "a=1")
        #expect(limit.owner(of: request, at: nil).owner == length.owner(of: request, at: nil).owner)
    }

    @Test func addressesOfOneNetworkAreOneKeyWithinAValue() throws {
        let limit = try Self.limit("by: \"[client.address, path.id]\"")
        func owner(_ text: String) -> PreparedLimit.Owner {
            limit.owner(of: Self.request(address: text), at: IPAddress(text)).owner
        }
        #expect(owner("2001:db8:1:2::1") == owner("2001:db8:1:2::2"))
        #expect(owner("2001:db8:1:2::1") != owner("2001:db8:1:3::1"))
        #expect(owner("192.0.2.1") != owner("192.0.2.2"))
    }

    @Test func onlyTheAddressIsNeededForOneByAddress() throws {
        #expect(try Self.limit("by: client.address").needsAddressOnly)
        #expect(try Self.limit("burst: 1").needsAddressOnly)
        #expect(try !Self.limit("by: client.address, cost: query.a").needsAddressOnly)
        #expect(try !Self.limit("by: path.id").needsAddressOnly)
    }

    /// Whoever could make the expression fail would else be exempt.
    @Test(arguments: ["query.a", "abs(query.a)", "query.a + `1`"])
    func whatCantBeComputedIsCountedWithWhatHasNoKey(expression: String) throws {
        let exempt = try Self.limit("by: \"\(expression)\", without-key: exempt")
        let together = try Self.limit("by: \"\(expression)\"")
        for query in ["a=%FF", "a=x"] {
            let request = Self.request(query: query)
            if expression == "query.a", query == "a=x" { continue }
            #expect(exempt.owner(of: request, at: nil).owner == .key(.withoutKey), "\(query)")
            #expect(together.owner(of: request, at: nil).owner == .key(.withoutKey), "\(query)")
        }
        let none = Self.request()
        #expect(together.owner(of: none, at: nil).owner == .key(.withoutKey))
        if expression == "query.a" { #expect(exempt.owner(of: none, at: nil).owner == .exempt) }
    }

    @Test(arguments: [
        ("", 1), ("a=3", 3), ("a=0", 0), ("a=1.5", 2), ("a=-4", 0), ("a=x", 1), ("a=1e300", 1_000_000_000_000_000),
        ("a=%FF", 1), ("a=nan", 1), ("a=inf", 1), ("a=1e999", 1),
    ])
    func aCostIsAWholeNumber(query: String, cost: UInt64) throws {
        for expression in ["query.a", "to_number(query.a)"] {
            let limit = try Self.limit("cost: \(expression)")
            #expect(limit.owner(of: Self.request(query: query), at: nil).cost == cost)
        }
    }
}
