internal import ArgumentParser
internal import TuttiComposition
internal import TuttiSystem

/// `tutti init`: a gateway to begin with.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a small gateway with comments, which can be tested and served at once.",
        discussion: """
            Writes gateway.yaml, an endpoint with tests, and what editors need to complete and check both. The folder is made if \
            it isn't there; one with something in it is left as it is, with exit code 1.
            """)

    @Argument(help: "The folder to make.", completion: .directory)
    var folder: String

    func run() throws {
        let prefix = folder.hasSuffix("/") ? folder : folder + "/"
        do {
            if RealPath.of(folder) != nil {
                guard let names = FolderListing.names(in: folder) else {
                    throw Refusal("\(folder) \(PlainFile.isThere(folder) ? "is a file" : "can't be read")")
                }
                guard names.isEmpty else {
                    throw Refusal("\(folder) is not empty, and nothing in it is overwritten: name a new folder")
                }
            }
            try PlainFile.makeFolder(prefix + ".tutti")
            let schemas = CompositionSchema.allCases.map { (".tutti/" + $0.fileName, $0.text) }
            for (name, text) in StarterFiles.all + schemas { try PlainFile.create(text, at: prefix + name) }
        } catch let refusal as Refusal {
            throw Self.failed(refusal.message)
        } catch {
            throw Self.failed("can't write into \(folder): \(error)")
        }
        let name = Self.quoted(folder)
        Terminal.output.print(
            """
            \(folder): gateway.yaml says which services there are, hello.yaml is an endpoint. Now:

              tutti test \(name)
              tutti serve \(name) --watch
              curl -i http://127.0.0.1:8080/hello/7
            """)
    }

    private struct Refusal: Error {
        let message: String

        init(_ message: String) { self.message = message }
    }

    private static func failed(_ message: String) -> ExitCode {
        Terminal.error.print("tutti: \(message)")
        return .failure
    }

    /// The name as a shell takes it.
    private static func quoted(_ name: String) -> String {
        let isPlain = name.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_./".utf8.contains($0)
        }
        return isPlain ? name : "'" + name.replacing("'", with: #"'\''"#) + "'"
    }
}
