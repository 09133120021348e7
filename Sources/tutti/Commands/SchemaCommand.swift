internal import ArgumentParser
internal import TuttiComposition
internal import TuttiSystem

/// `tutti schema`: what editors complete and check files with.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of a kind of file, for completion in editors.",
        discussion: """
            With --into both schemas are written, and a line at the top of a file turns completion on in every editor that \
            uses the YAML language server:
              # yaml-language-server: $schema=.tutti/endpoint.schema.json
            The path is taken from the folder of the file.
            """)

    @Argument(help: "Of which files: gateway (gateway.yaml) or endpoint (all others).")
    var kind: CompositionSchema?

    @Option(help: "Write gateway.schema.json and endpoint.schema.json into this folder.", completion: .directory)
    var into: String?

    func validate() throws {
        guard (kind == nil) != (into == nil) else {
            throw ValidationError("say which schema to print, gateway or endpoint, or write both with --into DIR")
        }
    }

    func run() throws {
        if let kind { Terminal.output.print(String(kind.text.dropLast())) }
        guard let into else { return }
        let prefix = into.hasSuffix("/") ? into : into + "/"
        do {
            try PlainFile.makeFolder(String(prefix.dropLast()))
            for schema in CompositionSchema.allCases {
                try PlainFile.write(schema.text, to: prefix + schema.fileName)
                Terminal.output.print(prefix + schema.fileName)
            }
        } catch {
            Terminal.error.print("tutti: can't write into \(into): \(error)")
            throw ExitCode.failure
        }
    }
}
