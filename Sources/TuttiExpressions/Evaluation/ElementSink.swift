internal import TuttiJSON

/// What a projection adds its results to: a list of values, or the writer of the text.
protocol ElementSink {
    /// Makes room for so many elements.
    mutating func reserve(_ count: Int)

    /// Adds what `element` gives for a value, unless that is null.
    mutating func add(
        _ element: SyntaxNode, of value: JSONValue, by evaluator: inout Evaluator
    ) throws(EvaluationError)
}

extension [JSONValue]: ElementSink {
    mutating func reserve(_ count: Int) {
        reserveCapacity(count)
    }

    mutating func add(
        _ element: SyntaxNode, of value: JSONValue, by evaluator: inout Evaluator
    ) throws(EvaluationError) {
        let made = try evaluator.evaluate(element, value)
        guard !made.isNull else { return }
        evaluator.hold(made)
        append(made)
    }
}

extension JSONWriter: ElementSink {
    mutating func reserve(_ count: Int) {}

    mutating func add(
        _ element: SyntaxNode, of value: JSONValue, by evaluator: inout Evaluator
    ) throws(EvaluationError) {
        guard try evaluator.write(element, value, to: &self) else { return }
        try evaluator.count(1)
    }
}
