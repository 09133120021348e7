import Testing
import TuttiExpressions
import TuttiPlan
import TuttiResilience

@testable import TuttiComposition

/// `${NAME}` and `${NAME:-default}`.
@Suite struct EnvironmentSubstitutionTests {
    private let substitution = EnvironmentSubstitution(environment: [
        "A": "one", "B_2": "two", "EMPTY": "", "NESTED": "${A}",
    ])

    @Test(arguments: [
        ("", ""), ("plain", "plain"), ("${A}", "one"), ("x${A}y${B_2}z", "xoneytwoz"), ("${EMPTY}", ""),
        ("${EMPTY:-d}", "d"),
        ("${NOPE:-d}", "d"), ("${NOPE:-}", ""), ("${A:-d}", "one"), ("${NOPE:-http://h:1}", "http://h:1"),
        ("$${A}", "${A}"),
        ("$$A", "$$A"), ("$A", "$A"), ("$.user", "$.user"), ("${path.id}", "${path.id}"), ("${1A}", "${1A}"),
        ("${", "${"),
        ("${}", "${}"), ("${A", "${A"), ("${NESTED}", "${A}"), ("é${A}é", "éoneé"),
    ])
    func putsIn(raw: String, text: String) {
        let result = substitution.apply(to: raw)
        #expect(result.text == text)
        #expect(result.failures.isEmpty)
    }

    @Test func namesEachMissingVariable() {
        let result = substitution.apply(to: "a ${X} ${Y:-y} ${Z}")
        #expect(result.failures.map(\.code) == [.missingVariable, .missingVariable])
        #expect(result.failures.map(\.range) == [2..<6, 15..<19])
    }

    @Test func theTypeIsThatOfTheValuePutIn() throws {
        let gateway = "services: { users: { instances: [\"${URL}\"], concurrency: { at-once: \"5\" } } }\n"
        let quoted = CompositionLoader(environment: ["URL": "http://a", "N": "5"]).load(files: [
            ("gateway.yaml", gateway)
        ])
        #expect(quoted.marks == ["1:69 wrong-type"])
        let block = "services:\n  users:\n    instances: [\"${URL}\"]\n    concurrency:\n      at-once: ${N}\n"
        let plain = CompositionLoader(environment: ["URL": "http://a", "N": "5"]).load(files: [("gateway.yaml", block)])
        #expect(try #require(plain.plan).services[0].concurrency.atOnce == 5)
    }

    @Test func aVariableCannotAddKeys() {
        let result = Sample.load(
            "endpoint: GET /x\nsummary: ${S}\ncalls: { a: { service: users, get: /x } }\n",
            environment: ["S": "x\nresponse: $"])
        #expect(result.plan?.endpoints[0].summary == "x\nresponse: $")
    }

    @Test func keysAreLeftAlone() {
        let result = Sample.load(Sample.response("\n  \"${A}\": user\n  b: orders"), environment: ["A": "x"])
        #expect(result.plan?.endpoints[0].calls[0].sections.map { String(describing: $0) } == ["/${A}"])
    }

    // A token with a brace in it kept the file from loading, or was evaluated.
    @Test(arguments: [
        ("get: /x, headers: { authorization: \"Bearer ${T}\" }", "a{path.id}b", "Bearer a{path.id}b"),
        ("get: /x, headers: { authorization: \"${T}\" }", "{", "{"),
        ("get: /x, headers: { authorization: \"${T}\" }", "}}{{", "}}{{"),
        ("get: /x, headers: { x-a: \"{{${T}}}\" }", "{x}", "{{x}}"),
        ("get: /x, headers: { x-a: \"{path.id}${T}{path.id}\" }", "}{", "⟨path.id⟩}{⟨path.id⟩"),
        ("get: /x, headers: { x-a: \"{${T}\" }", "{path.id}", nil),
        ("get: /x, headers: { x-a: \"${T:-{}\" }", "", "{"),
        // Inside a placeholder it is text of the expression, whose end the file alone says.
        ("get: /x, headers: { x-a: \"{'${T}'}-{path.id}\" }", "a}{b", "⟨'a}{b'⟩-⟨path.id⟩"),
        ("get: /x, headers: { x-a: \"{path.${T}}\" }", "id", "⟨path.id⟩"),
        ("get: /x, headers: { x-a: \"{'${T}'}-{path.id}\" }", "it's", nil),
        ("get: /x, headers: { x-a: \"{'a\\\\${T}b'}\" }", "\\", "⟨'a\\\\b'⟩"),
    ])
    func whatAVariablePutsIntoTextIsText(lines: String, value: String, expected: String?) {
        let endpoint = Sample.plan(
            "endpoint: GET /x/{id}\ncalls:\n  user: { service: users, \(lines) }\nresponse: [user, path.id]\n",
            environment: ["T": value])
        #expect(endpoint?.calls[0].headers.first?.value.description == expected)
    }

    @Test func whatAVariablePutsIntoAPathIsText() throws {
        let endpoint = try #require(
            Sample.plan(
                "endpoint: GET /${T}/{id}\ncalls: { user: { service: users, get: \"/${T}/{path.id}\" } }\n",
                environment: ["T": "a{path}"]))
        #expect(endpoint.calls[0].target.description == "/a%7Bpath%7D/⟨path.id⟩")
        #expect(endpoint.path.segments == [.literal("a{path}"), .parameter("id")])
    }

    @Test func whatAVariablePutsIntoAnExpressionIsPartOfIt() throws {
        let endpoint = try #require(
            Sample.plan(Sample.call("get: /x", "when: \"query.flag == '${X}'\""), environment: ["X": "on' || 'x"]))
        guard case .expression(let when)? = endpoint.calls[0].when else {
            Issue.record("`when` is no expression")
            return
        }
        #expect(when.source == "query.flag == 'on' || 'x'")
    }

    @Test func whatFollowsAVariableIsFoundAtItsPlace() {
        let marked = MarkedText(Sample.call("get: /${LONG}/{path.▸idd}/${LONG}"))
        let result = Sample.load(marked.text, environment: ["LONG": "a-long-value-of-a-variable"])
        #expect(result.marks == marked.places.map { "\($0) unknown-name" })
    }

    @Test func aMistakeInsideAVariableIsFoundAtTheVariable() {
        let marked = MarkedText(Sample.call("get: /x", "query: { a: \"[path.id, ▸${E}]\" }"))
        let result = Sample.load(marked.text, environment: ["E": "usr.id"])
        #expect(result.marks == marked.places.map { "\($0) unknown-name" })
        #expect(result.diagnostics.map(\.length) == [4])
    }
}
