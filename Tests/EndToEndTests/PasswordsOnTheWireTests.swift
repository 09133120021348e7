import Foundation
import NIOHTTP1
import Testing

/// Users with passwords, from `tutti keys new --basic` to the bytes on the wire.
@Suite struct PasswordsOnTheWireTests {
    private func entry(_ password: String, _ arguments: String...) async throws -> RunningProgram {
        let options = arguments.joined(separator: " ")
        let program = try RunningProgram("tutti", shell: "printf %s '\(password)' | \"$0\" keys new --basic \(options)")
        #expect(try await program.exitCode() == 0)
        return program
    }

    private func ask(_ port: Int, _ path: String, _ pair: String?) async throws -> ReceivedResponse {
        let value = pair.map { "Basic " + Data($0.utf8).base64EncodedString() }
        return try await HTTPConnection.open(port: port) { connection in
            try await connection.request(.GET, path, headers: value.map { [("authorization", $0)] } ?? [])
        }
    }

    @Test func whoKnowsThePasswordGetsIn() async throws {
        let made = try await entry("open sesame", "--cost", "10", "ada").output
        #expect(
            made.hasPrefix("# In the file of users, below `users:`:\n  ada: { bcrypt: \"$2b$10$")
                && !made.contains("sesame"))
        let shown = try await entry("", "--cost", "10", "bob").output.split(separator: "\n")
        #expect(shown[0] == "# The password, which is shown once:" && shown[1].count == 32)
        let users = try TemporaryFolder(["people": "users:\n\(made)\(shown[3...].joined(separator: "\n"))\n"])
        let path = users.url.appendingPathComponent("people").path
        let gateway = """
            auth: { people: { basic: { users: "\(path)", realm: Warehouse } } }
            defaults: { auth: people }
            services: {}
            """
        try await RunningGateway.serving(
            gateway: gateway, endpoints: "route: /who\nrespond: { body: [claims.sub, client.auth] }\n"
        ) { gateway in
            for _ in 0..<2 {
                let ada = try await ask(gateway.port, "/who", "ada:open sesame")
                #expect(ada.status == 200 && ada.body == #"["ada","people"]"#)
            }
            #expect(try await ask(gateway.port, "/who", "bob:\(shown[1])").body == #"["bob","people"]"#)
            for pair in ["ada:open", "bob:open sesame", "eve:open sesame", "ada", nil] {
                let response = try await ask(gateway.port, "/who", pair)
                #expect(response.status == 401)
                #expect(response.headers["www-authenticate"] == [#"Basic realm="Warehouse", charset="UTF-8""#])
            }
        }
    }
}
