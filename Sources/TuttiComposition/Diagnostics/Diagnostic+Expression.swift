package import TuttiExpressions
internal import TuttiPlan

extension Diagnostic {
    /// A mistake in an expression that stands in no file.
    package init(_ error: ExpressionSyntaxError, in source: String) {
        self.init(error.message, help: error.help, at: error.range, in: source)
    }

    /// Why an expression that stands in no file can't be computed.
    package init(_ error: EvaluationError, in source: String) {
        self.init(error.message, help: nil, at: error.range, in: source)
    }

    private init(_ message: String, help: String?, at range: Range<Int>, in source: String) {
        let bytes = Array(source.utf8)
        let start = min(range.lowerBound, bytes.count)
        let lineStart = bytes[..<start].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        let lineEnd = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        func characters(_ range: Range<Int>) -> Int { String(decoding: bytes[range], as: UTF8.self).count }
        self.init(
            severity: .error, code: .invalidExpression, message: message,
            position: SourcePosition(
                file: "expression", line: bytes[..<start].count { $0 == UInt8(ascii: "\n") } + 1,
                column: characters(lineStart..<start) + 1),
            length: max(1, characters(start..<max(start, min(range.upperBound, lineEnd)))),
            sourceLine: String(decoding: bytes[lineStart..<lineEnd], as: UTF8.self), help: help, related: [])
    }
}
