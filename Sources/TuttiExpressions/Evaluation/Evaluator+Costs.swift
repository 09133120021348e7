internal import TuttiJSON

extension Evaluator {
    /// Pays for work.
    @inline(__always)
    mutating func spend(_ steps: Int, at range: Range<Int>) throws(EvaluationError) {
        // Steps are counted in elements and bytes that are in memory: far from overflow.
        stepsLeft &-= steps
        guard stepsLeft >= 0 else { throw outOfSteps(at: range) }
    }

    @inline(never)
    private func outOfSteps(at range: Range<Int>) -> EvaluationError {
        EvaluationError(.limit, "evaluation takes more than \(limits.steps) steps", at: range)
    }

    /// Pays for text that is about to be made: so many bytes.
    mutating func spendText(_ bytes: Int, at range: Range<Int>) throws(EvaluationError) {
        let (left, overflow) = textLeft.subtractingReportingOverflow(bytes)
        guard !overflow, left >= 0 else {
            throw EvaluationError(.limit, "evaluation makes more than \(limits.outputBytes) bytes", at: range)
        }
        textLeft = left
        try spend(bytes >> 7, at: range)
    }

    /// Notes text that a made object or array holds beside what it has of the document.
    @inline(__always)
    mutating func hold(_ value: JSONValue) {
        if case .string(let text) = value { heldText &+= text.utf8.count }
    }

    /// Pays for reading a value's text or digits, of which a document may hold any number.
    mutating func spendReading(_ value: JSONValue, at range: Range<Int>) throws(EvaluationError) {
        switch value {
        case .string(let text): try spend(text.utf8.count >> 7, at: range)
        case .node(let node) where node.kind == .string || node.kind == .number:
            try spend(node.withRawBytes { $0.count } >> 7, at: range)
        case .null, .bool, .number, .array, .object, .node: break
        }
    }

    /// Refuses a value that would be longer than so many bytes when written; about, since escapes are not counted.
    func measure(_ value: JSONValue, atMost bytes: Int, at range: Range<Int>) throws(EvaluationError) {
        var left = bytes
        var open = [value]
        while let value = open.popLast() {
            switch value {
            case .null, .bool: left -= 4
            case .number(let number): left -= number.text.utf8.count
            case .string(let text): left -= text.utf8.count + 2
            case .node(let node): left -= node.withRawBytes { $0.count }
            case .array(let elements):
                left -= elements.count + 2
                open += elements
            case .object(let object):
                left -= 2
                for member in object.members {
                    left -= member.name.utf8.count + 4
                    open.append(member.value)
                }
            }
            guard left >= 0 else {
                throw EvaluationError(.limit, "the result is larger than \(bytes) bytes", at: range)
            }
        }
    }
}
