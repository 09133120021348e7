internal import ArgumentParser
internal import TuttiPlan

/// The command line.
@main
struct Tutti: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tutti",
        abstract: "An aggregation server: one endpoint, many services, one merged response.",
        discussion: """
            A gateway is one folder of composition files. gateway.yaml says where it listens and which services there \
            are; every other .yaml or .yml file describes endpoints: the calls that answer them, and the shape of the response.

            Begin with:
              tutti init shop                 a small gateway of your own, with comments
              tutti check compositions        is it right? all mistakes, with places
              tutti test compositions         do its tests pass? no service is needed
              tutti explain compositions      what waits for what? what if calls fail?
              tutti serve compositions        serve it
              curl -i http://127.0.0.1:8080/profile/7

            `tutti --generate-completion-script bash` (or zsh, fish) prints what completes commands, options and folders; the shell's \
            documentation says where it looks for it.

            Exit codes: 0 all went well; 1 the compositions have errors, or a test failed; 2 the gateway could not start or had to cut \
            off requests at the end; 64 the command line was wrong.
            """,
        version: TuttiVersion.current,
        subcommands: [
            InitCommand.self, ServeCommand.self, CheckCommand.self, TestCommand.self, ExplainCommand.self,
            OpenAPICommand.self, SchemaCommand.self, EvalCommand.self, KeysCommand.self,
            ServicesCommand.self, PurgeCommand.self, WarmCommand.self,
        ])

    /// Runs a command; one that waits for nothing ends on this thread, and starts no other.
    @MainActor static func main() async {
        StandardDescriptors.secure()
        let words = Array(CommandLine.arguments.dropFirst())
        let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
        if let message = UnknownCommand.message(for: words.first, among: commands) {
            Terminal.error.print(message)
            exit(withError: ExitCode.validationFailure)
        }
        do {
            if let check = CheckCommand(placeAlone: words) { return try check.run() }
            var command = try command(of: words)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            exit(withError: error)
        }
    }

    /// The command that was asked for.
    ///
    /// It is parsed alone first: parsing all of the command line takes as long as reading a folder. What it does not take, the
    /// whole is asked about, which knows how to say what is wrong and what `--help` and `--version` print.
    private static func command(of words: [String]) throws -> any ParsableCommand {
        let named = configuration.subcommands.first { $0.configuration.commandName == words.first }
        if let named, let command = try? named.parse(Array(words.dropFirst())) { return command }
        return try parseAsRoot(words)
    }
}
