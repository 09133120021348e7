import Testing
import TuttiExpressions
import TuttiJSON

/// There are several ways to the value of an expression, each for what it does best: they agree, in values and in errors.
///
/// | way | what is its own |
/// |---|---|
/// | over a made document | each form is evaluated by itself |
/// | over a parsed document | paths are followed, and objects of paths are picked, on the index |
/// | written | arrays and objects of the result are not made |
/// | bound | names are slots; a name, a member or a path needs no evaluator |
/// | constant | what reads nothing is evaluated when the file is loaded |
@Suite struct EvaluationPathsTests {
    @Test(arguments: UInt64(1)...4)
    func allWaysAgree(seed: UInt64) throws {
        var random = RandomExpression(seed: seed)
        var figures = (values: 0, nulls: 0, errors: 0, refused: 0)
        for _ in 0..<1_000 {
            let source = random.source(depth: 4)
            let document = random.document()
            guard let expression = try? Expression(parsing: source) else {
                figures.refused += 1
                continue
            }
            let ways = try Ways(expression, document)
            let expected = ways.overMade
            if case .failure(let error) = expected, error.category == .limit { continue }
            switch expected {
            case .success(let value) where value.isNull: figures.nulls += 1
            case .success: figures.values += 1
            case .failure: figures.errors += 1
            }
            for (way, outcome) in ways.others where outcome != expected {
                Issue.record("\(way) gives \(outcome), not \(expected): \(source) over \(document)")
            }
            for (way, written, made) in ways.writings where written != made {
                Issue.record("\(way) writes \(written), not \(made): \(source) over \(document)")
            }
            if let constant = expression.constant, expected != .success(constant) {
                Issue.record("the constant is \(constant), not \(expected): \(source)")
            }
        }
        // Each of the kinds is worth its while.
        #expect(
            figures.values > 200 && figures.nulls > 50 && figures.errors > 50 && figures.refused < 500, "\(figures)")
    }
}

private typealias Outcome = Result<JSONValue, EvaluationError>

/// An expression over a document, in each of the ways.
private struct Ways {
    let overMade: Outcome
    /// The values of the other ways.
    var others: [(way: String, outcome: Outcome)] = []
    /// What is written, and the text of the value that is made in the same way.
    var writings: [(way: String, written: Result<String, EvaluationError>, made: Result<String, EvaluationError>)] = []

    init(_ expression: Expression, _ text: String) throws {
        let parsed = try json(text)
        let made = parsed.made
        overMade = Result { () throws(EvaluationError) in try expression.evaluate(over: made) }
        add("made", overMade) { (writer) throws(EvaluationError) in try expression.write(over: made, to: &writer) }
        add("parsed", Result { () throws(EvaluationError) in try expression.evaluate(over: parsed) }) {
            (writer) throws(EvaluationError) in try expression.write(over: parsed, to: &writer)
        }

        let layout = ScopeLayout(names: parsed.members.map(\.name))
        for (way, document) in [("bound, parsed", parsed), ("bound, made", made)] {
            var scope = Scope(layout: layout)
            for (slot, member) in document.members.enumerated() { scope[slot] = member.value }
            let filled = scope
            let bound = expression.bound(to: layout, current: .root)
            add(way, Result { () throws(EvaluationError) in try bound.evaluate(in: filled) }) {
                (writer) throws(EvaluationError) in try bound.write(in: filled, to: &writer)
            }
            let onValue = expression.bound(to: layout, current: .value)
            others.append(
                (
                    way + ", on a value",
                    Result { () throws(EvaluationError) in try onValue.evaluate(in: filled, current: document) }
                ))
        }
    }

    private mutating func add(
        _ way: String, _ outcome: Outcome, write: (inout JSONWriter) throws(EvaluationError) -> Bool
    ) {
        others.append((way, outcome))
        var writer = JSONWriter()
        let written = Result { () throws(EvaluationError) in
            if try !write(&writer) { writer.writeNull() }
            return String(decoding: writer.bytes, as: UTF8.self)
        }
        writings.append((way, written, outcome.map(\.jsonText)))
    }
}

extension JSONValue {
    /// The same value of which no part is in a document.
    fileprivate var made: JSONValue {
        switch kind {
        case .null: .null
        case .bool: .bool(bool == true)
        case .number: number.map { .number($0) } ?? .null
        case .string: .string(string ?? "")
        case .array: .array(elements.map(\.made))
        case .object: .object(JSONObject(members.map { (name: $0.name, value: $0.value.made) }))
        }
    }
}
