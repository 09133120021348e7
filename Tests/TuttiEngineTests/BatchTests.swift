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
        _ ids: String, _ answer: @escaping @Sendable ([Substring]) -> String
    ) -> @Sendable (ScriptedCall) -> ScriptedAnswer {
        { call in
            if call.host == "orders" { return .body(ids) }
            return .body(answer(call.target.dropFirst("/u?ids=".count).split(separator: ",")))
        }
    }

    @Test func oneHundredValuesInBatchesOfFiftyMakeTwoCalls() throws {
        let ids = "[" + (1...100).map(String.init).joined(separator: ",") + "]"
        let composing = try Composing(
            Self.join("batch: 50, key: id, get: '/u?ids={each}'"),
            Self.services(ids) { "[" + $0.reversed().map { "{\"id\":\($0)}" }.joined(separator: ",") + "]" })
        let answer = try composing.answer(.get())
        #expect(composing.lane.calls.count == 3)
        #expect(composing.lane.calls[1].target == "/u?ids=" + (1...50).map(String.init).joined(separator: ","))
        #expect(answer.text == "{" + (1...100).map { "\"\($0)\":{\"id\":\($0)}" }.joined(separator: ",") + "}")
    }

    @Test func whatIsMissingIsNullAndWhatNobodyAskedForIsPassedOver() throws {
        let composing = try Composing(
            Self.join("batch: 10, key: id, get: '/u?ids={each}'"),
            Self.services(#"[7, "b", 9]"#) { _ in #"[{"id":9,"n":1},{"id":1},{"id":"7"},{"id":9,"n":2},{"x":1}]"# })
        #expect(try composing.answer(.get()).text == #"{"7":{"id":"7"},"b":null,"9":{"id":9,"n":1}}"#)
    }

    @Test func withoutAKeyPositionsCount() throws {
        let composing = try Composing(
            Self.join("batch: 2, get: '/u?ids={each}'"),
            Self.services("[1,2,3]") { "[" + $0.map { "\"u\($0)\"" }.joined(separator: ",") + "]" })
        #expect(try composing.answer(.get()).text == #"["u1","u2","u3"]"#)
    }

    @Test(arguments: [
        ("", "[1]", "the answer to a batch of 2 has 1 items; without `key` they are told apart by position"),
        ("key: id, ", #"{"a":1}"#, "the answer to a batch is an object, and an array is needed; see `select`"),
        ("key: abs(id), ", #"[{"id":"x"}]"#, "key: argument 1 of `abs`"),
    ])
    func anAnswerThatCanNotBeMatchedIsAFailure(key: String, body: String, message: String) throws {
        let composing = try Composing(
            Self.join("batch: 5, \(key)get: '/u?ids={each}', otherwise: none").replacing("none", with: "\"'none'\""),
            Self.services("[1,2]") { _ in body })
        let answer = try composing.answer(.get())
        #expect(answer.calls[1].outcome == .fallback(.expression))
        #expect(answer.text == "\"none\"")
        #expect(answer.calls[1].message?.contains(message.prefix(20)) == true, "\(answer.calls[1].message ?? "")")
    }

    @Test func theArrayOfValuesIsWhatABodyHolds() throws {
        let composing = try Composing(Self.join("batch: 2, key: id, post: /u, body: { ids: each }")) { call in
            call.host == "orders" ? .body("[1,2,3]") : .body("[]")
        }
        _ = try composing.answer(.get())
        #expect(composing.lane.calls.dropFirst().map(\.body) == [#"{"ids":[1,2]}"#, #"{"ids":[3]}"#])
    }

    @Test func aQueryParameterIsRepeatedForEachValue() throws {
        let composing = try Composing(Self.join("batch: 2, key: id, get: /u, query: { id: each }")) { call in
            call.host == "orders" ? .body("[1,2]") : .body("[]")
        }
        _ = try composing.answer(.get())
        #expect(composing.lane.calls[1].target == "/u?id=1&id=2")
    }

    @Test func aValueWithACommaIsNoTwoValues() throws {
        let composing = try Composing(
            Self.join("batch: 1, get: '/u?ids={each}'").replacing("batch: 1", with: "batch: 2"),
            Self.services(#"["1,2", "3", "4"]"#) { "[" + $0.map { "\"\($0)\"" }.joined(separator: ",") + "]" })
        let answer = try composing.answer(.get())
        #expect(answer.text == #"[null,null,"4"]"#)
        #expect(composing.lane.calls.count == 2)
    }

    @Test func oneFailingBatchLeavesTheOthers() throws {
        let composing = try Composing(Self.join("batch: 2, key: id, get: '/u?ids={each}'")) { call in
            if call.host == "orders" { return .body("[1,2,3,4]") }
            return call.target.hasSuffix("1,2") ? .failure(.reset) : .body(#"[{"id":4}]"#)
        }
        let answer = try composing.answer(.get())
        #expect(answer.text == #"{"1":null,"2":null,"3":null,"4":{"id":4}}"#)
        #expect(answer.calls[1].outcome == .fallback(.reset))
        #expect(answer.calls[1].failedItems == 2)
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
        let answer = try composing.answer(.get())
        #expect(
            answer.compositionStatus.hasPrefix(
                "user;outcome=fallback;reason=status;failed=1;unmatched=3;attempts=3;ms="))
        #expect(answer.calls[0].unmatchedItems == 3)
        #expect(answer.text.hasPrefix(#"{"n":3,"failed":1,"_calls":{"user":{"outcome":"fallback","#))
        #expect(answer.text.contains(#""unmatched":3"#))
    }

    @Test func nothingIsSaidWhereEachValueHasAnItem() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              user: { service: users, each: "['1', '2']", batch: 2, key: id, get: "/u?ids={each}" }
            response: { n: meta.user.unmatched }
            """
        let answer = try Composing(endpoint) { _ in .body(#"[{"id":2},{"id":1}]"#) }.answer(.get())
        #expect(answer.text == #"{"n":null}"#)
        #expect(!answer.compositionStatus.contains("unmatched"))
    }
}
