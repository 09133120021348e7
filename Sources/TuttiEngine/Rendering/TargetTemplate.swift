package import TuttiExpressions
internal import TuttiJSON
package import TuttiPlan

/// The request target of a call, taken apart at load time: path, query in the text, query parameters.
///
/// A placeholder in the path stays inside its segment whatever its value is. `/ ? # %` are percent-encoded; an empty value and
/// one that holds a dot segment in any spelling are refused, because servers that decode before they normalise (nginx
/// does) would take `%2E%2E` and `x%2F..` for steps up.
package struct TargetTemplate: Sendable {
    private let path: [TextTemplate.Part]
    private let query: [TextTemplate.Part]
    private let parameters: [QueryParameter]
    private let object: ValueTemplate?
    /// Whether a placeholder may hold several values, which are joined by commas: the call has a `batch`.
    private let joinsValues: Bool

    /// The target of a call.
    init(_ call: CallPlan) {
        self.init(
            call.target, parameters: call.query, object: call.queryObject, joinsValues: (call.each?.batch ?? 1) > 1)
    }

    /// A target made of its parts.
    package init(_ target: TextTemplate, parameters: [QueryParameter], object: ValueTemplate?, joinsValues: Bool) {
        self.parameters = parameters
        self.object = object
        self.joinsValues = joinsValues
        var path: [TextTemplate.Part] = []
        var query: [TextTemplate.Part] = []
        var isInQuery = false
        for part in target.parts {
            guard !isInQuery, case .literal(let text) = part, let mark = text.firstIndex(of: "?") else {
                if isInQuery { query.append(part) } else { path.append(part) }
                continue
            }
            isInQuery = true
            path.append(.literal(String(text[..<mark])))
            query.append(.literal(String(text[mark...])))
        }
        self.path = path
        self.query = query
    }

    /// The slots that the placeholders of the path read.
    private var pathSlots: Set<Int> {
        path.reduce(into: []) { slots, part in
            if case .placeholder(let expression) = part { slots.formUnion(expression.slots) }
        }
    }

    /// The target in origin form (RFC 9112, 3.2.1) for these values.
    ///
    /// `isRaw` says that values of query parameters may hold bytes that are not UTF-8: see ``RawBytes``.
    package func render(in scope: Scope, isRaw: Bool = false) throws(RenderingFailure) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(96)
        for part in path {
            switch part {
            case .literal(let text):
                bytes.append(contentsOf: text.utf8)
            case .placeholder(let expression):
                try append(expression, in: scope, to: &bytes, isInPath: true)
            }
        }
        // `.{a}` and `{a}{b}` can become a dot segment although no value is one.
        guard !DotSegment.isIn(bytes) else {
            throw RenderingFailure("the path holds the dot segment `.` or `..`", reading: pathSlots)
        }
        for part in query {
            switch part {
            case .literal(let text): bytes.append(contentsOf: text.utf8)
            case .placeholder(let expression): try append(expression, in: scope, to: &bytes, isInPath: false)
            }
        }
        var separator = query.isEmpty ? UInt8(ascii: "?") : UInt8(ascii: "&")
        for parameter in parameters {
            let value = try parameter.value.evaluate(in: scope)
            try append(
                value, parameter.encodedName, reading: parameter.value, to: &bytes, after: &separator, isRaw: isRaw)
        }
        if let object {
            let value = try object.evaluate(in: scope)
            guard value.kind == .object || value.isNull else {
                throw RenderingFailure(
                    "`query` is \(value.kind.indefinite), where an object is needed", reading: object.slots)
            }
            for (name, value) in value.members {
                let name = isRaw ? RawBytes.encoded(name) : PercentEncoding.encoded(name)
                try append(value, name, reading: object, to: &bytes, after: &separator, isRaw: isRaw)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func append(
        _ placeholder: Expression, in scope: Scope, to bytes: inout [UInt8], isInPath: Bool
    ) throws(RenderingFailure) {
        guard joinsValues else {
            let text = try placeholder.placeholderText(in: scope)
            if isInPath { try Self.checkSegment(text, of: placeholder) }
            return PercentEncoding.append(text, to: &bytes)
        }
        for (index, text) in try placeholder.placeholderTexts(in: scope).enumerated() {
            // Most services decode the list and then split it, so that `%2C` would make two values of one.
            guard !Self.holdsComma(text) else {
                throw RenderingFailure(placeholder, "holds a value with a comma, which would be two in a batch")
            }
            if isInPath { try Self.checkSegment(text, of: placeholder) }
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            PercentEncoding.append(text, to: &bytes)
        }
    }

    private func append(
        _ value: JSONValue, _ encodedName: String, reading template: ValueTemplate, to bytes: inout [UInt8],
        after separator: inout UInt8, isRaw: Bool
    ) throws(RenderingFailure) {
        let values = value.kind == .array ? value.elements : [value]
        for value in values where !value.isNull {
            guard let text = value.scalarText else {
                throw RenderingFailure(
                    "query parameter \(encodedName) is an object or a nested array", reading: template.slots)
            }
            bytes.append(separator)
            separator = UInt8(ascii: "&")
            bytes.append(contentsOf: encodedName.utf8)
            bytes.append(UInt8(ascii: "="))
            if isRaw { bytes += RawBytes.encoded(text).utf8 } else { PercentEncoding.append(text, to: &bytes) }
        }
    }

    private static func holdsComma(_ text: String) -> Bool {
        let bytes = text.utf8.span
        for index in bytes.indices where bytes[index] == UInt8(ascii: ",") { return true }
        return false
    }

    private static func checkSegment(_ text: String, of expression: Expression) throws(RenderingFailure) {
        guard !text.isEmpty else { throw RenderingFailure(expression, "is empty, which would name another path") }
        guard !DotSegment.isIn(text) else {
            throw RenderingFailure(expression, "holds the dot segment `.` or `..`, which would name another path")
        }
    }
}
