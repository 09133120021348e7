internal import TuttiExpressions
internal import TuttiPlan

/// Compiles text with placeholders: the path of a call, the value of a header.
struct TextCompiler {
    let expressions: ExpressionCompiler

    /// Services refuse longer paths and headers.
    static let lengthLimit = 8192

    private var diagnostics: DiagnosticCollector { expressions.diagnostics }

    /// Path and query of a call, its literal text percent-encoded.
    func target(_ scalar: YAMLScalar, into uses: inout [CallUse]) -> TextTemplate? {
        guard checkBraces(scalar) else { return nil }
        checkSegments(scalar)
        checkDottedNames(scalar)
        let (pieces, isWhole) = pieces(scalar)
        var isSound = isWhole && checkDotSegments(pieces, scalar)
        var parts: [TextTemplate.Part] = []
        let isRooted =
            if case .literal(let first, _)? = pieces.first { first.first == UInt8(ascii: "/") } else { false }
        if !isRooted, isWhole {
            isSound = false
            diagnostics.error(
                .invalidPath, at: scalar.span, "the path of a call begins with `/`",
                help: "the host comes from the service: `/users/{path.id}`")
        }
        for piece in pieces {
            switch piece {
            case .literal(let bytes, let offset):
                if let text = encoded(bytes, at: offset, scalar) {
                    parts.append(.literal(text))
                } else {
                    isSound = false
                }
            case .placeholder(let range):
                if let placeholder = expressions.compile(scalar, range: range, into: &uses) {
                    parts.append(.placeholder(placeholder))
                } else {
                    isSound = false
                }
            }
        }
        return isSound ? TextTemplate(parts) : nil
    }

    /// The value of a header.
    func headerValue(_ scalar: YAMLScalar, into uses: inout [CallUse]) -> TextTemplate? {
        if let offset = HeaderNameReader.firstInvalidByte(in: scalar.text) {
            diagnostics.error(
                .invalidHeader, at: scalar.span(offset..<(offset + 1)),
                "the value of a header can't hold control characters")
            return nil
        }
        warnOfText(scalar)
        let (pieces, isWhole) = pieces(scalar)
        var parts: [TextTemplate.Part] = []
        var isSound = isWhole
        for piece in pieces {
            switch piece {
            case .literal(let bytes, _): parts.append(.literal(String(decoding: bytes, as: UTF8.self)))
            case .placeholder(let range):
                if let placeholder = expressions.compile(scalar, range: range, into: &uses) {
                    parts.append(.placeholder(placeholder))
                } else {
                    isSound = false
                }
            }
        }
        return isSound ? TextTemplate(parts) : nil
    }

    private func pieces(_ scalar: YAMLScalar) -> (pieces: [PlaceholderScanner.Piece], isWhole: Bool) {
        guard !scalar.isBroken else {
            expressions.scope.isUnreadable = true
            return ([], false)
        }
        guard scalar.text.utf8.count <= Self.lengthLimit else {
            expressions.scope.isUnreadable = true
            diagnostics.error(
                .textTooLong, at: scalar.span, "text with placeholders is longer than 8 KiB", help: "shorten it")
            return ([], false)
        }
        let (pieces, failure) = PlaceholderScanner(scalar).scan()
        if let failure {
            expressions.scope.mention(scalar.text)
            diagnostics.error(.invalidPlaceholder, at: scalar.span(failure.range), failure.message, help: failure.help)
        }
        return (pieces, checkDollars(pieces, scalar) && failure == nil)
    }

    /// `${path.id}` is a placeholder of other languages; here it would send the `$`.
    private func checkDollars(_ pieces: [PlaceholderScanner.Piece], _ scalar: YAMLScalar) -> Bool {
        guard scalar.text.utf8.contains(UInt8(ascii: "$")) else { return true }
        let text = Array(scalar.text.utf8)
        for case .placeholder(let range) in pieces where range.lowerBound > 1 {
            let dollar = range.lowerBound - 2
            guard text[dollar] == UInt8(ascii: "$"), !scalar.substitutions.contains(where: { $0.text.contains(dollar) })
            else { continue }
            let placeholder = String(decoding: text[(dollar + 1)...range.upperBound], as: UTF8.self)
            diagnostics.error(
                .invalidPlaceholder, at: scalar.span(dollar..<(range.upperBound + 1)),
                "a placeholder has no `$` before it",
                help: "write `\(placeholder)`; `$$\(placeholder)` sends a `$` before the value")
            return false
        }
        return true
    }

    private func checkDotSegments(_ pieces: [PlaceholderScanner.Piece], _ scalar: YAMLScalar) -> Bool {
        // A placeholder is any other character: `/a/{x}.` is no dot segment.
        let text = pieces.reduce(into: "") { text, piece in
            if case .literal(let bytes, _) = piece {
                text += String(decoding: bytes, as: UTF8.self)
            } else {
                text += "x"
            }
        }
        guard PathProblem.hasDotSegment(text.prefix { $0 != "?" }) else { return true }
        diagnostics.error(
            .invalidPath, at: scalar.span, "a path can't have the segments `.` and `..`", help: "write the path out")
        return false
    }

    private func encoded(_ bytes: [UInt8], at offset: Int, _ scalar: YAMLScalar) -> String? {
        if let problem = PathProblem.first(in: bytes) {
            let start = offset + problem.offset
            diagnostics.error(.invalidPath, at: scalar.span(start..<(start + 1)), problem.message, help: problem.help)
            return nil
        }
        return PercentEncoding.encodedPathAndQuery(bytes)
    }
}
