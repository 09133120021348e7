internal import TuttiJSON

extension Evaluator {
    /// `starts_with`, `ends_with`, `lower`, `upper`, `join`.
    mutating func text(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let text = arguments.text(0) ?? ""
        switch function {
        case .startsWith: return .bool(text.utf8.starts(with: (arguments.text(1) ?? "").utf8))
        case .endsWith: return .bool(text.utf8.reversed().starts(with: (arguments.text(1) ?? "").utf8.reversed()))
        case .join:
            var result = ""
            for (place, element) in arguments[1].elements.enumerated() {
                try spend(1, at: arguments.range)
                if place > 0 { try append(text, to: &result, arguments) }
                try append(element.string ?? "", to: &result, arguments)
            }
            return .string(result)
        default:
            try spendText(text.utf8.count, at: arguments.range)
            try spend(text.utf8.count >> 3, at: arguments.range)
            return .string(function == .lower ? text.lowercased() : text.uppercased())
        }
    }

    /// Adds text to a result and pays for it.
    mutating func append(
        _ text: String, to result: inout String, _ arguments: Arguments
    ) throws(EvaluationError) {
        try spendText(text.utf8.count, at: arguments.range)
        result += text
    }
}
