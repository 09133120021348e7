import Foundation
import Testing

/// `tutti check` of one file, variables that are not set, and commands that are mistyped.
struct CheckCommandTests {
    private static func folder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder([
            "gateway.yaml": "services:\n  users: { instances: [\"${USERS_URL}\"] }\n",
            "good.yaml": "endpoint: GET /good\ncalls: { u: { service: users, get: /x } }\n",
            "worse.yaml": "endpoint: GET /worse\n",
        ])
        let deeper = folder.url.appendingPathComponent("sub")
        try FileManager.default.createDirectory(at: deeper, withIntermediateDirectories: true)
        try Data("endpoint: GET /bad\ncalls: { u: { service: user, get: /x } }\n".utf8).write(
            to: deeper.appendingPathComponent("bad.yml"))
        return folder
    }

    private static let variable = ["--env", "USERS_URL=http://127.0.0.1:1"]

    @Test func oneFileIsCheckedWithTheFolderAboveIt() async throws {
        let folder = try Self.folder()
        let bad = try RunningProgram("tutti", ["check", folder.url.path + "/sub/bad.yml"] + Self.variable)
        #expect(try await bad.exitCode() == 1)
        #expect(
            bad.output.hasPrefix(folder.url.path + "/sub/bad.yml:2:24: error: gateway.yaml has no service `user`\n"))
        #expect(
            bad.output.hasSuffix(
                "\n\(folder.url.path)/sub/bad.yml: 1 error, 0 warnings\n1 error in other files: tutti check \(folder.url.path)/\n"
            ))
        let good = try RunningProgram("tutti", ["check", folder.url.path + "/good.yaml"] + Self.variable)
        #expect(try await good.exitCode() == 0)
        #expect(good.output.hasPrefix(folder.url.path + "/good.yaml: no problems\n"))
        let json = try RunningProgram("tutti", ["check", "--json", folder.url.path + "/good.yaml"] + Self.variable)
        #expect(try await json.exitCode() == 0)
        #expect(json.output == "[]\n")
    }

    private static func run(in folder: TemporaryFolder, _ command: String) async throws -> (Int32, String) {
        let program = try RunningProgram("tutti", shell: "cd '\(folder.url.path)' && \"$0\" \(command)")
        let code = try await program.exitCode()
        return (code, program.output + program.errors)
    }

    @Test(arguments: ["check", "test", "explain", "openapi"])
    func withoutAFolderTheCurrentOneIsTakenIfItHasTheGateway(_ command: String) async throws {
        let files = [
            "gateway.yaml": "services: { users: { instances: [\"http://127.0.0.1:1\"] } }\n",
            "good.yaml": "endpoint: GET /good\ncalls: { u: { service: users, get: /x } }\n",
        ]
        let current = try TemporaryFolder(files)
        let (code, output) = try await Self.run(in: current, command)
        #expect(code == 0, "\(output)")
        // One that is called `compositions` goes before it.
        let below = current.url.appendingPathComponent("compositions")
        try FileManager.default.createDirectory(at: below, withIntermediateDirectories: true)
        try Data("services: []\n".utf8).write(to: below.appendingPathComponent("gateway.yaml"))
        let (other, problems) = try await Self.run(in: current, command)
        #expect(other == 1 && problems.contains("compositions/gateway.yaml:1:"), "\(problems)")
    }

    @Test(arguments: [
        ("check", "compositions: error: there is no folder of this name"),
        ("check helo.yaml", "helo.yaml: error: there is no file of this name"),
        ("check shop", "shop: error: there is no folder of this name"),
        ("test a.yaml", "a.yaml: error: this is not a folder"),
        ("explain a.yaml", "a.yaml: error: this is not a folder"),
    ])
    func whatIsNotThereIsCalledWhatItSeemsToBe(_ command: String, _ message: String) async throws {
        let folder = try TemporaryFolder(["a.yaml": "endpoint: GET /x\n"])
        let (code, output) = try await Self.run(in: folder, command)
        #expect(code == 1)
        let help =
            message.hasSuffix("not a folder")
            ? "give the folder that holds gateway.yaml: only `tutti check` takes one file"
            : "give the folder that holds gateway.yaml, or call tutti in it"
        #expect(output.hasPrefix(message + "\nhelp: \(help)\n"), "\(output)")
    }

    /// Words that are a place and nothing else aren't parsed.
    @Test(arguments: [
        "", ".", "sub", "sub/bad.yml", "good.yaml", "a.txt", "nothing", "''", "'a b'", "help", "-- .", "good.yaml .",
        "-",
    ])
    func aPlaceAloneIsCheckedAsItIsAmongOptions(_ words: String) async throws {
        let folder = try Self.folder()
        let (code, output) = try await Self.run(in: folder, "check \(words)")
        let (sameCode, sameOutput) = try await Self.run(in: folder, "check --env UNUSED=1 \(words)")
        #expect(code == sameCode)
        #expect(output == sameOutput)
    }

    @Test func whatIsWrongWithTheGatewayConcernsEachFile() async throws {
        let folder = try Self.folder()
        let check = try RunningProgram("tutti", "check", folder.url.path + "/good.yaml")
        #expect(try await check.exitCode() == 1)
        #expect(
            check.output.contains("gateway.yaml:2:25: error: the environment has no `USERS_URL`"), "\(check.output)")
        #expect(check.output.contains("`--env USERS_URL=…` gives it"))
    }

    @Test func aFileIsNamedFromWhereItIsCalledAsWell() async throws {
        let folder = try Self.folder()
        let check = try RunningProgram(
            "tutti", shell: #"cd '\#(folder.url.path)/sub' && "$0" check bad.yml --env USERS_URL=http://127.0.0.1:1"#)
        #expect(try await check.exitCode() == 1)
        #expect(check.output.contains("/sub/bad.yml:2:24: error: gateway.yaml has no service `user`\n"))
    }

    /// Its name is that of the link, and so is its folder.
    @Test func aLinkBelongsToTheFolderThatItStandsIn() async throws {
        let folder = try Self.folder()
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.path + "/link.yaml", withDestinationPath: "sub/bad.yml")
        let check = try RunningProgram("tutti", ["check", folder.url.path + "/link.yaml"] + Self.variable)
        #expect(try await check.exitCode() == 1)
        #expect(
            check.output.hasPrefix(folder.url.path + "/link.yaml:2:24: error: gateway.yaml has no service `user`\n"),
            "\(check.output)")
    }

    @Test func aFileOfNoGatewayIsRefused() async throws {
        let folder = try TemporaryFolder(["a.yaml": "endpoint: GET /x\n", "a.txt": ""])
        let check = try RunningProgram("tutti", "check", folder.url.path + "/a.yaml")
        #expect(try await check.exitCode() == 64)
        #expect(check.errors.contains("neither its folder nor one above it has a gateway.yaml"))
        let text = try RunningProgram("tutti", "check", folder.url.path + "/a.txt")
        #expect(try await text.exitCode() == 64)
        #expect(text.errors.contains("only files that end in `.yaml` or `.yml` are read"))
    }

    @Test(arguments: [".hidden.yaml", ".drafts/a.yaml"])
    func aHiddenFileIsNotCalledGood(name: String) async throws {
        let folder = try TemporaryFolder(["gateway.yaml": "services: {}\n", ".hidden.yaml": "x"])
        let drafts = folder.url.appendingPathComponent(".drafts")
        try FileManager.default.createDirectory(at: drafts, withIntermediateDirectories: false)
        try Data("x".utf8).write(to: drafts.appendingPathComponent("a.yaml"))
        let (code, output) = try await Self.run(in: folder, "check \(name)")
        #expect(code == 64)
        let message = "is not read: files and folders whose names begin with a dot are passed over"
        #expect(output == "tutti: \(name) \(message)\n")
    }

    @Test(arguments: [
        ("chek", "did you mean `tutti check`?"), ("tset", "did you mean `tutti test`?"),
        ("validate", "did you mean `tutti check`?"),
        ("run", "did you mean `tutti serve`?"), ("compositions", "there are `init`, `serve`, `check`"),
    ])
    func aMistypedCommandIsSuggested(word: String, help: String) async throws {
        let program = try RunningProgram("tutti", word)
        #expect(try await program.exitCode() == 64)
        #expect(program.errors.hasPrefix("tutti: there is no command `\(word)`; "))
        #expect(program.errors.contains(help))
    }
}
