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
        if bytes > textLeft { allowMore() }
        guard bytes <= textLeft else {
            throw EvaluationError(.limit, "evaluation makes more than \(sizeAllowed) bytes", at: range)
        }
        textLeft &-= bytes
        try spend(bytes >> 7, at: range)
    }

    /// Measures what the expression can read, once: a multiple of that may be made, within the limit for all.
    @inline(never)
    mutating func allowMore() {
        guard !isInputMeasured else { return }
        isInputMeasured = true
        let most = limits.outputBytes / limits.growth
        var left = most
        for value in inputs where left >= 0 { left = Self.left(of: left, after: value) }
        let allowed = min(limits.outputBytes, max(sizeAllowed, (most - max(left, 0)) * limits.growth))
        textLeft += allowed - sizeAllowed
        sizeLeft += allowed - sizeAllowed
        sizeAllowed = allowed
    }

    /// What it can read.
    private var inputs: [JSONValue] {
        switch document {
        case .scope(let scope): scope.values + [start]
        case .value(let value): [value]
        }
    }

    /// Notes text that a made object or array holds beside what it has of the document.
    @inline(__always)
    mutating func hold(_ value: JSONValue) {
        switch value {
        case .string(let text): heldText &+= text.utf8.count
        // What arithmetic has made of a few digits and an exponent.
        case .number(let number) where number.byteCount > 24: heldText &+= number.byteCount
        default: break
        }
    }

    /// Pays for reading a value's text or digits, of which a document may hold any number.
    mutating func spendReading(_ value: JSONValue, at range: Range<Int>) throws(EvaluationError) {
        switch value {
        case .string(let text): try spend(text.utf8.count >> 7, at: range)
        // Digits are compared one by one.
        case .node(let node):
            try spend(node.kind == .number ? node.byteCount >> 4 : node.textByteCount >> 7, at: range)
        case .number(let number): try spend(number.longByteCount >> 4, at: range)
        case .null, .bool, .array, .object: break
        }
    }

    /// Refuses a value that would be longer as text than may still be made; about, since escapes are not counted.
    mutating func measureText(_ value: JSONValue, at range: Range<Int>) throws(EvaluationError) {
        if Self.left(of: textLeft, after: value) < 0 { allowMore() }
        guard Self.left(of: textLeft, after: value) >= 0 else { throw tooLarge(sizeAllowed, at: range) }
    }

    /// The error for a result of more than so many bytes.
    func tooLarge(_ bytes: Int, at range: Range<Int>) -> EvaluationError {
        EvaluationError(.limit, "the result is larger than \(bytes) bytes", at: range)
    }

    /// What is left of so many bytes when a value is written, without its escapes; negative as soon as they are known not to
    /// suffice.
    static func left(of bytes: Int, after value: JSONValue) -> Int {
        var left = bytes
        var open: [JSONValue] = []
        take(value, from: &left, &open)
        while left >= 0, let value = open.popLast() {
            switch value {
            case .array(let elements):
                left -= elements.count + 2
                for element in elements { take(element, from: &left, &open) }
            case .object(let object):
                left -= 2
                for member in object.members {
                    left -= member.name.utf8.count + 4
                    take(member.value, from: &left, &open)
                }
            case .null, .bool, .number, .string, .node: break
            }
        }
        return left
    }

    /// Takes a scalar's or a node's size; puts what was made of others on the list.
    @inline(__always)
    private static func take(_ value: JSONValue, from left: inout Int, _ open: inout [JSONValue]) {
        switch value {
        case .null, .bool: left -= 4
        case .number(let number): left -= number.byteCount
        case .string(let text): left -= text.utf8.count + 2
        case .node(let node): left -= node.byteCount
        case .array, .object: open.append(value)
        }
    }
}
