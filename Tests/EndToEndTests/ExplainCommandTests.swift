import Foundation
import Testing

/// `tutti explain`, as a user meets it.
struct ExplainCommandTests {
    @Test func everyEndpointIsExplained() async throws {
        let explain = try RunningProgram("tutti", "explain")
        #expect(try await explain.exitCode() == 0)
        #expect(explain.output.contains("\nGET /profile/{id}  compositions/profile.yaml:5\n"))
        #expect(explain.output.contains("\nPOST /checkout/{id}  compositions/checkout.yaml:5\n"))
        #expect(!explain.output.contains("\u{1B}"))
        #expect(explain.errors == "")
    }

    @Test(arguments: [
        ["GET /profile/7"], ["GET", "/profile/7"], ["compositions", "GET /profile/{id}"],
        ["GET /profile/7?limit=3", "compositions/"], ["GET", "/profile/7", "compositions"],
    ])
    func folderAndRequestStandInEitherOrder(arguments: [String]) async throws {
        let explain = try RunningProgram("tutti", ["explain"] + arguments)
        #expect(try await explain.exitCode() == 0)
        #expect(explain.output.hasPrefix("GET /profile/{id}  compositions/profile.yaml:5\n"), "\(explain.errors)")
        let json = try RunningProgram("tutti", ["explain", "--json"] + arguments)
        #expect(try await json.exitCode() == 0)
        let array = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect(array?.map { $0["endpoint"] as? String } == ["GET /profile/{id}"])
        let dot = try RunningProgram("tutti", ["explain", "--dot"] + arguments)
        #expect(try await dot.exitCode() == 0)
        #expect(dot.output.hasPrefix("digraph \"GET /profile/{id}\" {\n"))
    }

    @Test func aRequestThatFindsNothingIsToldWhatThereIs() async throws {
        let explain = try RunningProgram("tutti", "explain", "GET /profil/7")
        #expect(try await explain.exitCode() == 1)
        #expect(explain.output == "")
        #expect(
            explain.errors.hasPrefix(
                "tutti: no endpoint answers GET /profil/7; did you mean `GET /profile/{id}`?\nthere are:\n  "))
    }

    @Test(arguments: [
        ["a", "b"], ["GET /a", "GET /b"], ["--json", "--dot"], [""],
    ])
    func aWrongCommandLineIsSaidToBeWrong(arguments: [String]) async throws {
        let explain = try RunningProgram("tutti", ["explain"] + arguments)
        #expect(try await explain.exitCode() == 64)
        #expect(explain.output == "")
    }

    @Test func aFolderWithErrorsIsNotExplained() async throws {
        let folder = try TemporaryFolder(["gateway.yaml": "services: {}\n", "a.yaml": "endpoint: GET\n"])
        let explain = try RunningProgram("tutti", "explain", folder.url.path, "--json")
        #expect(try await explain.exitCode() == 1)
        #expect(explain.output == "")
        #expect(explain.errors.contains("a.yaml:1:"))
    }
}
