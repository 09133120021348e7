internal import TuttiExpressions
internal import TuttiJSON

extension Expression {
    /// The value as text for a placeholder: strings as they are, numbers with their digits, `true` and `false`.
    func placeholderText(in scope: Scope) throws(RenderingFailure) -> String {
        try placeholderText(of: placeholderValue(in: scope))
    }

    /// The value as text for a placeholder; nil where it is null.
    func placeholderTextUnlessNull(in scope: Scope) throws(RenderingFailure) -> String? {
        let value = try placeholderValue(in: scope)
        return value.isNull ? nil : try placeholderText(of: value)
    }

    /// The values of a placeholder in a call with `batch` as texts: one for each element of an array, else one.
    func placeholderTexts(in scope: Scope) throws(RenderingFailure) -> [String] {
        let value = try placeholderValue(in: scope)
        guard value.kind == .array else { return [try placeholderText(of: value)] }
        var texts: [String] = []
        texts.reserveCapacity(value.count)
        for element in value.elements { texts.append(try placeholderText(of: element)) }
        return texts
    }

    /// The values of a placeholder as texts: one for each element of an array that is not null, else one, or none for null.
    func placeholderTextsUnlessNull(in scope: Scope) throws(RenderingFailure) -> [String] {
        let value = try placeholderValue(in: scope)
        if value.isNull { return [] }
        guard value.kind == .array else { return [try placeholderText(of: value)] }
        var texts: [String] = []
        for element in value.elements where !element.isNull { texts.append(try placeholderText(of: element)) }
        return texts
    }

    private func placeholderValue(in scope: Scope) throws(RenderingFailure) -> JSONValue {
        do {
            return try evaluate(in: scope)
        } catch {
            throw RenderingFailure(self, error.message)
        }
    }

    private func placeholderText(of value: JSONValue) throws(RenderingFailure) -> String {
        guard let text = value.scalarText else {
            throw RenderingFailure(self, "is \(value.kind.indefinite), where text is needed")
        }
        return text
    }
}
