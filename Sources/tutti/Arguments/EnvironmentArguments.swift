internal import ArgumentParser

/// `--env NAME=value`: variables for commands that serve nothing, and run where the gateway's are not set.
struct EnvironmentArguments: ParsableArguments {
    @Option(
        name: .customLong("env"),
        help: ArgumentHelp(
            "A variable of the environment, for `${NAME}` and `env.NAME` of the files; can be given several times.",
            valueName: "NAME=value"))
    var given: [EnvironmentArgument] = []

    /// Those of the process, and in their place the ones that were given.
    var variables: [String: String] {
        given.reduce(into: ProcessEnvironment.variables) { $0[$1.name] = $1.value }
    }
}
