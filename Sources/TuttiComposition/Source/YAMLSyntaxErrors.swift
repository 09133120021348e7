internal import Yams

/// Says in plain words what libyaml found wrong.
enum YAMLSyntaxErrors {
    /// Adds the diagnostic for the error that ended the reading of a file.
    static func report(_ error: YamlError, in part: YAMLPart, to diagnostics: DiagnosticCollector) {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            var span = self.span(mark, in: part)
            // A quote that is never closed is reported at the end of the file; it is its beginning that helps.
            if problem == "found unexpected end of stream", let start = context?.mark {
                span = self.span(start, in: part)
            }
            guard !problem.hasPrefix("Maximum nesting level") else {
                diagnostics.error(
                    .tooDeep, at: span, "values nest deeper than \(YAMLReader.depthLimit) levels",
                    help: "take levels out")
                return
            }
            let words = self.words(for: problem, context: context?.text ?? "", at: span)
            diagnostics.error(.yamlSyntax, at: span, words.message, help: words.help)
        case .reader(let problem, let offset, let value, _):
            let message = value >= 0 && problem.contains("control") ? "control characters can't stand in YAML" : problem
            diagnostics.error(
                .yamlSyntax, at: span(characterOffset: offset ?? 0, in: part), message,
                help: "remove it; in double quotes it can be written as an escape: \"\\x07\"")
        case .duplicatedKeysInMapping(let keys, let context):
            diagnostics.error(
                .duplicateKey, at: span(context.mark, in: part), "`\(keys.first ?? "")` is there twice",
                help: "remove one of them, or give it another name; what follows has not been checked")
        case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            diagnostics.error(
                .yamlSyntax, at: part.file.span, "this is not YAML that can be read",
                help: "look for values that nest too deeply")
        }
    }

    private static func words(for problem: String, context: String, at span: SourceSpan) -> (
        message: String, help: String?
    ) {
        let scalars = span.file.scalars(ofLine: span.line)
        let found = scalars.indices.contains(span.column) ? scalars[span.column] : nil
        switch problem {
        case "found character that cannot start any token":
            guard found != "\t" else {
                return ("a tab can't be used for indentation", "indent with spaces")
            }
            return (
                "a value can't begin with `\(found.map { String(Character($0)) } ?? "")`",
                "put the value in double quotes"
            )
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return ("a tab can't be used for indentation", "indent with spaces")
        case "mapping values are not allowed in this context":
            return (
                "`: ` can't stand inside a value that is not quoted",
                "put the value in double quotes, or check the indentation of this line"
            )
        case "found unexpected end of stream":
            return ("this quote is not closed", "put the same quote at the end of the value")
        case "found undefined alias":
            return ("a value can't begin with `*`: YAML takes it for an alias", "put the value in double quotes")
        case "did not find expected alphabetic or numeric character":
            return (
                "YAML takes a value that begins with `&` or `*` for an anchor or an alias",
                "put the value in double quotes"
            )
        case "could not find expected ':'":
            return ("a `:` is missing after the key", "write `key: value`; the mistake may be in the line before")
        case "did not find expected key":
            return (
                "this line fits neither the mapping nor the value before it",
                "check its indentation, and the quotes in the lines before"
            )
        case "did not find expected '-' indicator":
            return ("this line doesn't belong to the list before it", "begin it with `- ` or indent it less")
        case "did not find expected ',' or '}'":
            return ("a `}` or `,` is missing", "close the `{`; a value with braces or brackets stands in double quotes")
        case "did not find expected ',' or ']'":
            return ("a `]` or `,` is missing", "close the `[`; a value with braces or brackets stands in double quotes")
        case "did not find expected node content":
            return ("a value is missing here", nil)
        case "found unknown escape character":
            return ("YAML has no such escape in double quotes", "write `\\\\` for a backslash, or use single quotes")
        case "did not find expected <document start>":
            return ("this can't follow what is before it", "a file is one mapping; further documents begin with `---`")
        case "found undefined tag handle":
            return ("tags (`!name`) are not read", "an expression that begins with `!` stands in quotes")
        case "found invalid Unicode character escape code":
            return (
                "YAML has no such character: it writes one beyond U+FFFF as one escape, not as two",
                "write the character itself, or `\\U` and eight digits: `\"\\U0001F600\"` for `\"\\ud83d\\ude00\"` of JSON"
            )
        case "did not find expected hexdecimal number":
            return (
                "this escape is not finished",
                "`\\x` takes two hexadecimal digits, `\\u` four and `\\U` eight; a backslash is written `\\\\`"
            )
        case "found incompatible YAML document":
            return ("this version of YAML is not read", "remove the line; without it the file is read as YAML 1.2")
        case _ where context.contains("directive"):
            return ("a line that begins with `%` is a directive of YAML, and this one can't be read", "remove it")
        default:
            return (
                context.isEmpty ? problem : "\(context), \(problem)",
                "put the value in double quotes, or check the indentation of this line and the quotes before it"
            )
        }
    }

    private static func span(_ mark: Mark, in part: YAMLPart) -> SourceSpan {
        let file = part.file
        let place = part.placed(SourceMark(line: mark.line, column: mark.column - 1))
        // A mark past the last line, where a part ends in a line break, is moved to the end of the line that has text.
        let last = part.lastLineWithText
        guard place.line > last else {
            return SourceSpan(file: file, line: place.line, column: place.column, length: 1)
        }
        return SourceSpan(file: file, line: last, column: file.scalars(ofLine: last).count, length: 1)
    }

    private static func span(characterOffset: Int, in part: YAMLPart) -> SourceSpan {
        var line = part.linesBefore + 1
        var column = 0
        var wasReturn = false
        for character in part.text.prefix(max(characterOffset, 0)) {
            for scalar in character.unicodeScalars {
                if scalar == "\n", wasReturn {
                    wasReturn = false
                    continue
                }
                wasReturn = scalar == "\r"
                (line, column) = SourceFile.isBreak(scalar) ? (line + 1, 0) : (line, column + 1)
            }
        }
        return SourceSpan(file: part.file, line: line, column: column, length: 1)
    }
}
