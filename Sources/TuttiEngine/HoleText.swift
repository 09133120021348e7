internal import TuttiExpressions
internal import TuttiJSON

extension Expression {
    /// The value as text for a hole: strings as they are, numbers with their digits, `true` and `false`.
    func holeText(in scope: Scope) throws(RenderingFailure) -> String {
        try holeText(of: holeValue(in: scope))
    }

    /// The same; nil where it is null.
    func holeTextUnlessNull(in scope: Scope) throws(RenderingFailure) -> String? {
        let value = try holeValue(in: scope)
        return value.isNull ? nil : try holeText(of: value)
    }

    /// The values of a hole in a call with `batch`: those of an array, else one.
    func holeTexts(in scope: Scope) throws(RenderingFailure) -> [String] {
        let value = try holeValue(in: scope)
        guard value.kind == .array else { return [try holeText(of: value)] }
        var texts: [String] = []
        texts.reserveCapacity(value.count)
        for element in value.elements { texts.append(try holeText(of: element)) }
        return texts
    }

    private func holeValue(in scope: Scope) throws(RenderingFailure) -> JSONValue {
        do {
            return try evaluate(in: scope)
        } catch {
            throw RenderingFailure(self, error.message)
        }
    }

    private func holeText(of value: JSONValue) throws(RenderingFailure) -> String {
        guard let text = value.scalarText else {
            throw RenderingFailure(self, "is \(value.kind.indefinite), where text is needed")
        }
        return text
    }
}

extension JSONValue {
    /// A string, number or boolean as text; nil for null, arrays and objects.
    var scalarText: String? {
        switch kind {
        case .string: string
        case .number: number?.text
        case .bool: bool.map { $0 ? "true" : "false" }
        case .null, .array, .object: nil
        }
    }
}
