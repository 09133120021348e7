import Foundation
import Testing

/// `tutti openapi`, as a user meets it.
struct OpenAPICommandTests {
    private static let gateway = "services: { users: { instances: [\"http://127.0.0.1:1\"] } }\n"

    @Test func aDocumentIsPrinted() async throws {
        let openapi = try RunningProgram(
            "tutti", "openapi", "compositions", "--title", "Shop", "--api-version", "2.1", "--server",
            "https://a.example")
        #expect(try await openapi.exitCode() == 0)
        #expect(openapi.errors == "")
        let document = try JSONSerialization.jsonObject(with: Data(openapi.output.utf8)) as? [String: Any]
        #expect((document?["info"] as? [String: String]) == ["title": "Shop", "version": "2.1"])
        #expect((document?["servers"] as? [[String: String]]) == [["url": "https://a.example"]])
        #expect((document?["paths"] as? [String: Any])?["/profile/{id}"] != nil)
        #expect(openapi.output.hasSuffix("}\n"))
    }

    @Test func mistakesAreReportedAsByCheckAndGiveCode1() async throws {
        let folder = try TemporaryFolder(["gateway.yaml": Self.gateway, "a.yaml": "endpoint: GET /a\n"])
        let openapi = try RunningProgram("tutti", "openapi", folder.url.path)
        let check = try RunningProgram("tutti", "check", folder.url.path)
        #expect(try await openapi.exitCode() == 1)
        #expect(try await check.exitCode() == 1)
        #expect(openapi.output == "")
        #expect(openapi.errors == check.output)
    }

    @Test func endpointsOfWhichLittleIsKnownAreNamed() async throws {
        let folder = try TemporaryFolder([
            "gateway.yaml": Self.gateway, "a.yaml": "endpoint: GET /a\ncalls: { me: { service: users, get: /me } }\n",
        ])
        let openapi = try RunningProgram("tutti", "openapi", folder.url.path)
        #expect(try await openapi.exitCode() == 0)
        #expect(openapi.errors.hasPrefix("tutti: GET /a has no test that passes and no `schema`"))
    }
}
