internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSchema

extension ParameterPlan {
    /// Reads a parameter from what was sent under its name, in order; a parameter that is no array must not be repeated.
    func reading(of texts: [String]) -> ParameterReading {
        guard !texts.isEmpty else {
            if isRequired { return .faults(["is missing"]) }
            return standard.map { .value($0) } ?? .absent
        }
        guard isList || texts.count == 1 else {
            return .faults(["must be there once, and is there \(texts.count) times"])
        }
        let values = texts.compactMap(type.value)
        guard values.count == texts.count, let first = values.first else {
            return .faults(["\(isList ? "each value " : "")must be \(type.indefinite)"])
        }
        let value = isList ? JSONValue.array(values) : first
        // What was just made is JSON.
        guard let document = try? JSONDocument(parsing: value.jsonBytes) else { return .absent }
        let found = schema.faults(in: document)
        guard found.isEmpty else {
            return .faults(
                found.map { ($0.pointer.isEmpty ? "" : "value \($0.pointer.dropFirst()) ") + $0.detail })
        }
        return .value(value)
    }
}
