internal import TuttiJSON

extension Evaluator {
    /// A member; null if there is none.
    ///
    /// A document's members are looked through one by one, which is paid for where they are many.
    @inline(__always)
    mutating func member(
        _ name: JSONName, of value: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        try spend(value.count >> 6, at: range)
        return value.member(name) ?? .null
    }

    /// The element at a position, from the end where it is negative; null out of range or if it is not an array.
    mutating func element(
        _ position: Int, of value: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        try spend(value.count >> 6, at: range)
        // Of opposite signs: no overflow.
        let index = position < 0 ? position + value.count : position
        return value.element(index) ?? .null
    }

    /// `left[1:5:2]`: of an array or, by code point, of a string; null for another type.
    mutating func slice(
        _ value: JSONValue, _ bounds: SliceBounds, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        switch value.kind {
        case .array:
            try spend(value.count, at: range)
            let elements = value.elements
            return .array(bounds.positions(of: elements.count).map { elements[$0] })
        case .string:
            guard let text = value.string else { return .null }
            try spendText(text.utf8.count, at: range)
            try spend(text.utf8.count >> 3, at: range)
            let scalars = Array(text.unicodeScalars)
            var result = String.UnicodeScalarView()
            for position in bounds.positions(of: scalars.count) { result.append(scalars[position]) }
            return .string(String(result))
        default: return .null
        }
    }
}
