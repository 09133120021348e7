internal import ArgumentParser
internal import TuttiComposition
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiSystem

/// `tutti eval`: what an expression gives for a document.
struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Try an expression on a JSON document.",
        discussion: """
            Prints what the expression gives, as JSON. Its names are the members of the document, which is null without --on; in a \
            composition they are `body`, `path` and the names of calls. The limits are those of a request. Exit code 1 when it is no \
            expression, can't be computed, or the document is no JSON.

            Examples:
              tutti eval 'sum([`0.1`, `0.2`])'
              tutti eval 'items[?total > `100`].{id: id, total: total}' --on orders.json
              curl -s http://127.0.0.1:7002/orders | tutti eval 'sort_by(items, &placedAt)[-1]' --on -
            """)

    @Argument(help: "The expression, in quotes.")
    var expression: String

    @Option(help: "The file with the document; - for standard input.", completion: .file())
    var on: String?

    func run() throws {
        let parsed: TuttiExpressions.Expression
        do {
            parsed = try TuttiExpressions.Expression(parsing: expression)
        } catch {
            throw refused(Diagnostic(error, in: expression))
        }
        if on == nil, !parsed.names(current: .root).isEmpty {
            Terminal.error.print(
                "tutti: no document was read, all names are null; `--on FILE` reads one, `--on -` standard input")
        }
        let document = try document()
        do {
            Terminal.output.print(try parsed.evaluate(over: document).indented)
        } catch {
            throw refused(Diagnostic(error, in: expression))
        }
    }

    private func document() throws -> JSONValue {
        guard let on else { return .null }
        let name = on == "-" ? "standard input" : on
        let bytes: [UInt8]
        do {
            bytes = on == "-" ? try InputBytes.ofStandardInput() : try InputBytes.of(on)
        } catch {
            throw failed("can't read \(name): \(error)")
        }
        do {
            return .node(try JSONDocument(parsing: bytes).root)
        } catch {
            throw failed("\(name) is not JSON: \(error.message), at byte \(error.offset)")
        }
    }

    private func refused(_ diagnostic: Diagnostic) -> ExitCode {
        Terminal.error.print(
            DiagnosticRenderer(isColored: Terminal.error.hasColour).text(diagnostic), terminator: "")
        return .failure
    }

    private func failed(_ message: String) -> ExitCode {
        Terminal.error.print("tutti: \(message)")
        return .failure
    }
}
