import Testing
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
