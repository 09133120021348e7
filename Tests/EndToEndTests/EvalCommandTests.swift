import Foundation
import Testing

/// `tutti eval`, as somebody meets it who tries an expression.
struct EvalCommandTests {
    private static let orders =
        #"{"items": [{"id": 1, "total": 19.90}, {"id": 2, "total": 1e3}, {"id": 3, "total": 0.10}]}"#

    private static func run(_ arguments: [String]) async throws -> (code: Int32, output: String, errors: String) {
        let folder = try TemporaryFolder(["orders.json": orders, "broken.json": "[1,"])
        let paths = arguments.map { $0.replacing("FOLDER", with: folder.url.path) }
        let program = try RunningProgram("tutti", ["eval"] + paths)
        let code = try await program.exitCode()
        return (code, program.output, program.errors.replacing(folder.url.path, with: "FOLDER"))
    }

    @Test(arguments: [
        ("sum([`0.1`, `0.2`])", "0.3\n"), ("`12345678901234567890` + `1`", "12345678901234567891\n"),
        ("join('', ['a', 'b'])", "\"ab\"\n"), ("{a: [`1`]}", "{ \"a\": [1] }\n"),
    ])
    func printsTheResultAsJSON(_ expression: String, _ output: String) async throws {
        let result = try await Self.run([expression])
        #expect(result.code == 0)
        #expect(result.output == output)
        #expect(result.errors == "")
    }

    // What was piped in without `--on -` gave null, and nothing said why.
    @Test(arguments: ["a.b", "@", "length(a || `[]`) > `9` || a"])
    func whatReadsADocumentThatIsNotGivenSaysSo(_ expression: String) async throws {
        let result = try await Self.run([expression])
        #expect(result.code == 0)
        #expect(result.output == "null\n")
        #expect(
            result.errors
                == "tutti: no document was read, all names are null; `--on FILE` reads one, `--on -` standard input\n")
    }

    @Test func readsADocument() async throws {
        let result = try await Self.run([
            "items[?total > `1`].{id: id, triple: total * `3`}", "--on", "FOLDER/orders.json",
        ])
        #expect(
            result.output == """
                [
                  { "id": 1, "triple": 59.70 },
                  { "id": 2, "triple": 3000 }
                ]

                """)
        #expect(result.code == 0)
    }

    @Test func standardInputIsADash() async throws {
        let program = try RunningProgram("tutti", shell: #"echo '{"a": [1.50]}' | "$0" eval 'a[0]' --on -"#)
        #expect(try await program.exitCode() == 0)
        #expect(program.output == "1.50\n")
    }

    @Test func aPipeIsADocumentToo() async throws {
        let program = try RunningProgram("tutti", shell: #"echo '{"a": 1}' | "$0" eval a --on /dev/stdin"#)
        #expect(try await program.exitCode() == 0)
        #expect(program.output == "1\n")
    }

    static let mistakes: [([String], String)] = [
        (
            ["lenght(a)"],
            """
            expression:1:1: error: there is no function `lenght`
            lenght(a)
            ^~~~~~
            help: did you mean `length`?

            """
        ),
        (
            ["[`1`,\n  lenght(a)]"],
            """
            expression:2:3: error: there is no function `lenght`
              lenght(a)]
              ^~~~~~
            help: did you mean `length`?

            """
        ),
        (
            ["items[0].id + items", "--on", "FOLDER/orders.json"],
            """
            expression:1:13: error: `+` takes numbers, and one side is an array
            items[0].id + items
                        ^

            """
        ),
        (["@", "--on", "FOLDER/broken.json"], "tutti: FOLDER/broken.json is not JSON: "),
        (["@", "--on", "FOLDER/none.json"], "tutti: can't read FOLDER/none.json: No such file or directory\n"),
        (["@", "--on", "FOLDER"], "tutti: can't read FOLDER: Is a directory\n"),
    ]

    @Test(arguments: mistakes)
    func saysWhatIsWrongAndWhere(_ arguments: [String], _ message: String) async throws {
        let result = try await Self.run(arguments)
        #expect(result.code == 1)
        #expect(result.output == "")
        #expect(result.errors.hasPrefix(message))
    }

    @Test func withoutAnExpressionTheCommandLineIsWrong() async throws {
        let result = try await Self.run([])
        #expect(result.code == 64)
        #expect(result.errors.contains("<expression>"))
    }
}
