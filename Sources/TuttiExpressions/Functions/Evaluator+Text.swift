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

    // MARK: - Search

    /// `find_first`, `find_last`, `replace`, `split`.
    ///
    /// Positions are counted in code points.
    mutating func search(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let (text, wanted) = (arguments.text(0) ?? "", arguments.text(1) ?? "")
        try spendText(text.utf8.count &+ wanted.utf8.count, at: arguments.range)
        // Taken apart and put together again.
        try spend((text.utf8.count &+ wanted.utf8.count) >> 3, at: arguments.range)
        switch function {
        case .replace: return try replace(text, wanted, arguments)
        case .split: return try split(text, wanted, arguments)
        default:
            return try find(
                Array(text.unicodeScalars), Array(wanted.unicodeScalars), last: function == .findLast, arguments)
        }
    }

    /// The position of `wanted` between two optional positions, negative ones from the end; null if it isn't there.
    private mutating func find(
        _ text: [Unicode.Scalar], _ wanted: [Unicode.Scalar], last: Bool, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        func clamped(_ place: Int, _ other: Int) throws(EvaluationError) -> Int {
            guard let bound = try arguments.whole(place) else { return other }
            // Of opposite signs: no overflow.
            return min(max(bound < 0 ? bound + text.count : bound, 0), text.count)
        }
        let start = try clamped(2, 0)
        let end = try clamped(3, text.count)
        guard !wanted.isEmpty, end - start >= wanted.count else { return .null }
        let places = start...(end - wanted.count)
        for place in 0..<places.count {
            let position = last ? places.upperBound - place : places.lowerBound + place
            if try matches(wanted, text, at: position, arguments) { return .number(JSONNumber(position)) }
        }
        return .null
    }

    /// Replaces the first so many places; all without a number.
    ///
    /// An empty `wanted` is nowhere.
    private mutating func replace(
        _ text: String, _ wanted: String, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        let pieces = try pieces(of: text, wanted, atMost: try arguments.whole(3, atLeast: 0) ?? .max, arguments)
        let replacement = arguments.text(2) ?? ""
        var result = ""
        for (place, piece) in pieces.enumerated() {
            if place > 0 { try append(replacement, to: &result, arguments) }
            try append(piece, to: &result, arguments)
        }
        return .string(result)
    }

    /// The parts between the separators, of which at most so many count; with an empty separator, the code points.
    private mutating func split(
        _ text: String, _ separator: String, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        let limit = try arguments.whole(2, atLeast: 0) ?? .max
        guard separator.isEmpty else {
            return .array(try pieces(of: text, separator, atMost: limit, arguments).map { .string($0) })
        }
        let scalars = text.unicodeScalars
        try spend(scalars.count, at: arguments.range)
        var result = scalars.prefix(limit).map { JSONValue.string(String(Character($0))) }
        let rest = scalars.dropFirst(limit)
        if !rest.isEmpty { result.append(.string(Self.string(rest))) }
        return .array(result)
    }

    /// By bytes: where the UTF-8 of one text stands in that of another, whole code points do.
    private mutating func pieces(
        of text: String, _ separator: String, atMost limit: Int, _ arguments: Arguments
    ) throws(EvaluationError) -> [String] {
        let (text, separator) = (Array(text.utf8), Array(separator.utf8))
        var pieces: [String] = []
        var start = 0
        var position = 0
        while !separator.isEmpty, pieces.count < limit, position + separator.count <= text.count {
            guard try matches(separator, text, at: position, arguments) else {
                position += 1
                continue
            }
            try spend(1, at: arguments.range)
            pieces.append(String(decoding: text[start..<position], as: UTF8.self))
            position += separator.count
            start = position
        }
        pieces.append(String(decoding: text[start...], as: UTF8.self))
        return pieces
    }

    /// Whether `wanted` stands at a position from which on there is room for it.
    ///
    /// Paid for by what had to be compared, so that a long `wanted` that nearly matches everywhere is bounded.
    private mutating func matches<Unit: Equatable>(
        _ wanted: [Unit], _ text: [Unit], at position: Int, _ arguments: Arguments
    ) throws(EvaluationError) -> Bool {
        var length = 0
        while length < wanted.count, text[position + length] == wanted[length] { length += 1 }
        if length >= 16 { try spend(length >> 4, at: arguments.range) }
        return length == wanted.count
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    // MARK: - Edges

    /// `trim` and `pad` on one or both sides.
    mutating func edges(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        let scalars = Array((arguments.text(0) ?? "").unicodeScalars)
        try spendText(scalars.count, at: arguments.range)
        try spend(scalars.count >> 3, at: arguments.range)
        switch function {
        case .padLeft, .padRight: return try padded(scalars, arguments)
        default: return .string(Self.string(trimmed(scalars, arguments)))
        }
    }

    /// Without the given characters at the edges; white space when none are given.
    private func trimmed(_ scalars: [Unicode.Scalar], _ arguments: Arguments) -> ArraySlice<Unicode.Scalar> {
        let characters = Set((arguments.text(1) ?? "").unicodeScalars)
        func isKept(_ scalar: Unicode.Scalar) -> Bool {
            characters.isEmpty ? !scalar.properties.isWhitespace : !characters.contains(scalar)
        }
        let first = arguments.function == .trimRight ? scalars.startIndex : scalars.firstIndex(where: isKept)
        let last = arguments.function == .trimLeft ? scalars.endIndex - 1 : scalars.lastIndex(where: isKept)
        guard let first, let last, first <= last else { return [] }
        return scalars[first...last]
    }

    /// Filled up to a width in code points.
    private mutating func padded(
        _ scalars: [Unicode.Scalar], _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        guard let width = try arguments.whole(1, atLeast: 0) else { return arguments[0] }
        let padding = Array((arguments.text(2) ?? " ").unicodeScalars)
        guard padding.count == 1, let scalar = padding.first else {
            throw arguments.invalid(2, "must be exactly one character")
        }
        guard width > scalars.count else { return arguments[0] }
        // A width of which four times doesn't fit is refused like any that is too large.
        try spendText(width.multipliedReportingOverflow(by: 4).overflow ? .max : width * 4, at: arguments.range)
        let filling = repeatElement(scalar, count: width - scalars.count)
        return .string(
            Self.string(arguments.function == .padLeft ? Array(filling) + scalars : scalars + Array(filling)))
    }
}
