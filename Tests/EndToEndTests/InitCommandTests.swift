import FixtureServices
import Foundation
import Testing

/// `tutti init`, as somebody meets it who has only the binary.
struct InitCommandTests {
    private static func folder() throws -> (parent: TemporaryFolder, path: String) {
        let parent = try TemporaryFolder([:])
        return (parent, parent.url.appendingPathComponent("my shop").path)
    }

    @Test func whatItWritesIsCheckedTestedAndServed() async throws {
        let (parent, path) = try Self.folder()
        defer { _ = parent }
        let program = try RunningProgram("tutti", "init", path)
        #expect(try await program.exitCode() == 0)
        #expect(program.errors == "")
        #expect(program.output.contains("\n  tutti test '\(path)'\n  tutti serve '\(path)' --watch\n  curl -i "))

        let check = try RunningProgram("tutti", "check", path)
        #expect(try await check.exitCode() == 0)
        #expect(check.output == "2 files, 1 endpoint: no problems\n")
        let test = try RunningProgram("tutti", "test", path)
        #expect(try await test.exitCode() == 0)
        #expect(test.output.contains("2 tests, 2 passed in 1 file"))

        let users = try await FixtureServer.start(.users, port: 0, data: FixtureData.ofCheckout())
        let file = URL(fileURLWithPath: path).appendingPathComponent("gateway.yaml")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("${USERS_URL:-http://127.0.0.1:7001}", with: users.url)
            .write(to: file, atomically: true, encoding: .utf8)
        let gateway = try RunningProgram(
            "tutti", "serve", path, "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0")
        let response = try await HTTPConnection.get(port: gateway.ports().public, "/hello/7")
        #expect(response.status == 200)
        #expect(response.body == #"{"greeting":"Hello Ada Lovelace","known":true}"#)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    /// The words that they are completed by are those of the help.
    @Test(arguments: ["bash", "zsh", "fish"])
    func completionIsPrintedForEachShell(shell: String) async throws {
        let help = try RunningProgram("tutti", "--help")
        #expect(try await help.exitCode() == 0)
        #expect(help.output.contains("--generate-completion-script"))
        let program = try RunningProgram("tutti", "--generate-completion-script", shell)
        #expect(try await program.exitCode() == 0)
        for line in help.output.split(separator: "SUBCOMMANDS:").last?.split(separator: "\n") ?? [] {
            guard let command = line.firstMatch(of: #/^  ([a-z]+) /#)?.1, command != "tutti" else { continue }
            #expect(program.output.contains(command), "\(command)")
        }
    }

    @Test func editorsFindTheSchemasThatItsFilesName() async throws {
        let (parent, path) = try Self.folder()
        defer { _ = parent }
        #expect(try await RunningProgram("tutti", "init", path).exitCode() == 0)
        let folder = URL(fileURLWithPath: path)
        for name in ["gateway.yaml", "hello.yaml"] {
            let first = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8).prefix {
                $0 != "\n"
            }
            let schema = try #require(first.split(separator: "$schema=").last)
            let text = try String(contentsOf: folder.appendingPathComponent(String(schema)), encoding: .utf8)
            #expect(text.contains("draft-07"))
        }
    }

    @Test func aFolderThatIsNotEmptyIsLeftAsItIs() async throws {
        let folder = try TemporaryFolder(["gateway.yaml": "mine\n"])
        let program = try RunningProgram("tutti", "init", folder.url.path)
        #expect(try await program.exitCode() == 1)
        #expect(
            program.errors
                == "tutti: \(folder.url.path) is not empty, and nothing in it is overwritten: name a new folder\n")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["gateway.yaml"])
        let text = try String(contentsOf: folder.url.appendingPathComponent("gateway.yaml"), encoding: .utf8)
        #expect(text == "mine\n")
    }

    @Test func aFileIsNoFolder() async throws {
        let folder = try TemporaryFolder(["a": ""])
        let path = folder.url.appendingPathComponent("a").path
        let program = try RunningProgram("tutti", "init", path)
        #expect(try await program.exitCode() == 1)
        #expect(program.errors == "tutti: \(path) is a file\n")
    }
}
