import Testing
import TuttiEngine
import TuttiPlan
import TuttiSimulation
import TuttiUpstream

struct BatchTests {
    private static func join(_ keys: String) -> String {
        """
        endpoint: GET /join
        calls:
          orders: { service: orders, get: /orders }
          users: { service: users, each: orders, \(keys) }
        response: users
        """
    }

    /// Answers a list of users with `answer`, which is given the ids.
    private static func services(
        _ ids: String, _ response: @escaping @Sendable ([Substring]) -> String
    ) -> @Sendable (ScriptedCall) -> ScriptedResponse {
        { call in
            if call.host == "orders" { return .body(ids) }
            return .body(response(call.target.dropFirst("/u?ids=".count).split(separator: ",")))
        }
    }

    @Test func oneHundredValuesInBatchesOfFiftyMakeTwoCalls() throws {
        let ids = "[" + (1...100).map(String.init).joined(separator: ",") + "]"
        let composing = try Composing(
            Self.join("batch: 50, key: id, get: '/u?ids={each}'"),
            Self.services(ids) { "[" + $0.reversed().map { "{\"id\":\($0)}" }.joined(separator: ",") + "]" })
        let response = try composing.response(.get())
        #expect(composing.transport.calls.count == 3)
        #expect(composing.transport.calls[1].target == "/u?ids=" + (1...50).map(String.init).joined(separator: ","))
        #expect(response.text == "{" + (1...100).map { "\"\($0)\":{\"id\":\($0)}" }.joined(separator: ",") + "}")
    }

    @Test func whatIsMissingIsNullAndWhatNobodyAskedForIsPassedOver() throws {
        let composing = try Composing(
            Self.join("batch: 10, key: id, get: '/u?ids={each}'"),
            Self.services(#"[7, "b", 9]"#) { _ in #"[{"id":9,"n":1},{"id":1},{"id":"7"},{"id":9,"n":2},{"x":1}]"# })
        #expect(try composing.response(.get()).text == #"{"7":{"id":"7"},"b":null,"9":{"id":9,"n":1}}"#)
    }

    /// Number keys as well: `group_by` takes none.
    @Test(arguments: ["batch: 10, ", ""])
    func manyGivesEachValueTheListOfItsItems(batch: String) throws {
        let composing = try Composing(
            Self.join("\(batch)key: owner, many: true, get: '/u?ids={each}'"),
            Self.services(#"[7, "b", 9]"#) { ids in
                let items = [#"{"owner":9,"n":1}"#, #"{"owner":1}"#, #"{"owner":"7"}"#, #"{"owner":9,"n":2}"#, "{}"]
                return "[" + items.joined(separator: ",") + "]"
            })
        #expect(
            try composing.response(.get()).text
                == #"{"7":[{"owner":"7"}],"b":[],"9":[{"owner":9,"n":1},{"owner":9,"n":2}]}"#)
    }

    /// A value whose request failed has no list: it is not known whether it has items.
    @Test func manyLeavesNullWhereARequestFailed() throws {
        let composing = try Composing(Self.join("batch: 1, key: owner, many: true, get: '/u?ids={each}'")) { call in
            if call.host == "orders" { return .body("[1,2,3]") }
            return call.target.hasSuffix("=2") ? .body("", status: 500) : .body(#"[{"owner":1}]"#)
        }
        #expect(try composing.response(.get()).text == #"{"1":[{"owner":1}],"2":null,"3":[]}"#)
    }

    @Test func manyTakesAnArray() throws {
        let composing = try Composing(Self.join("key: owner, many: true, get: '/u?ids={each}'")) { call in
            .body(call.host == "orders" ? "[1]" : #"{"owner":1}"#)
        }
        #expect(
            try composing.response(.get()).calls[1].message
                == "the response to a call with `many` is an object, and an array is needed; see `select`")
    }

    @Test func withoutAKeyPositionsCount() throws {
        let composing = try Composing(
            Self.join("batch: 2, get: '/u?ids={each}'"),
            Self.services("[1,2,3]") { "[" + $0.map { "\"u\($0)\"" }.joined(separator: ",") + "]" })
        #expect(try composing.response(.get()).text == #"["u1","u2","u3"]"#)
    }

    @Test(arguments: [
        ("", "[1]", "the response to a batch of 2 has 1 items; without `key` they are told apart by position"),
        ("key: id, ", #"{"a":1}"#, "the response to a batch is an object, and an array is needed; see `select`"),
        ("key: abs(id), ", #"[{"id":"x"}]"#, "key: argument 1 of `abs`"),
    ])
    func aResponseThatCanNotBeMatchedIsAFailure(key: String, body: String, message: String) throws {
        let composing = try Composing(
            Self.join("batch: 5, \(key)get: '/u?ids={each}', otherwise: none").replacing("none", with: "\"'none'\""),
            Self.services("[1,2]") { _ in body })
        let response = try composing.response(.get())
        #expect(response.calls[1].outcome == .fallback(.expression))
        #expect(response.text == "\"none\"")
        #expect(response.calls[1].message?.contains(message.prefix(20)) == true, "\(response.calls[1].message ?? "")")
    }

    @Test func theArrayOfValuesIsWhatABodyHolds() throws {
        let composing = try Composing(Self.join("batch: 2, key: id, post: /u, body: { ids: each }")) { call in
            call.host == "orders" ? .body("[1,2,3]") : .body("[]")
        }
        _ = try composing.response(.get())
        #expect(composing.transport.calls.dropFirst().map(\.body) == [#"{"ids":[1,2]}"#, #"{"ids":[3]}"#])
    }

    @Test func aQueryParameterIsRepeatedForEachValue() throws {
        let composing = try Composing(Self.join("batch: 2, key: id, get: /u, query: { id: each }")) { call in
            call.host == "orders" ? .body("[1,2]") : .body("[]")
        }
        _ = try composing.response(.get())
        #expect(composing.transport.calls[1].target == "/u?id=1&id=2")
    }

    @Test func aValueWithACommaIsNoTwoValues() throws {
        let composing = try Composing(
            Self.join("batch: 1, get: '/u?ids={each}'").replacing("batch: 1", with: "batch: 2"),
            Self.services(#"["1,2", "3", "4"]"#) { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" })
        let response = try composing.response(.get())
        #expect(response.text == #"[null,null,"4"]"#)
        #expect(composing.transport.calls.count == 2)
    }

    @Test func oneFailingBatchLeavesTheOthers() throws {
        let composing = try Composing(Self.join("batch: 2, key: id, get: '/u?ids={each}'")) { call in
            if call.host == "orders" { return .body("[1,2,3,4]") }
            return call.target.hasSuffix("1,2") ? .failure(.reset) : .body(#"[{"id":4}]"#)
        }
        let response = try composing.response(.get())
        #expect(response.text == #"{"1":null,"2":null,"3":null,"4":{"id":4}}"#)
        #expect(response.calls[1].outcome == .fallback(.reset))
        #expect(response.calls[1].failedItems == 2)
    }

    /// Said, for null alone could be what the service answered.
    @Test func valuesWhoseKeyNoItemHasAreCounted() throws {
        let endpoint = """
            endpoint: GET /x
            meta: _calls
            calls:
              user:
                service: users
                each: "['1', '2', '3', '4', '5']"
                batch: 2
                key: id
                get: "/u?ids={each}"
                otherwise: []
            response: { n: meta.user.unmatched, failed: meta.user.failed }
            """
        let composing = try Composing(endpoint) { call in
            switch call.target {
            case "/u?ids=1,2": .body(#"[{"id":1},{"id":9}]"#)
            case "/u?ids=3,4": .body("[]")
            default: .body("", status: 500)
            }
        }
        let response = try composing.response(.get())
        #expect(
            response.compositionStatus.hasPrefix(
                "user;outcome=fallback;reason=status;failed=1;unmatched=3;attempts=3;ms="))
        #expect(response.calls[0].unmatchedItems == 3)
        #expect(response.text.hasPrefix(#"{"n":3,"failed":1,"_calls":{"user":{"outcome":"fallback","#))
        #expect(response.text.contains(#""unmatched":3"#))
    }

    @Test func nothingIsSaidWhereEachValueHasAnItem() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, each: "['1', '2']", batch: 2, key: id, get: "/u?ids={each}" }
            response: { n: meta.user.unmatched }
            """
        let response = try Composing(endpoint) { _ in .body(#"[{"id":2},{"id":1}]"#) }.response(.get())
        #expect(response.text == #"{"n":null}"#)
        #expect(!response.compositionStatus.contains("unmatched"))
    }
}
