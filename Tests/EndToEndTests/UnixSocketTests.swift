import FixtureServices
import Foundation
import TestCertificates
import Testing

/// Listeners on sockets in the file system.
@Suite(.timeLimit(.minutes(10))) struct UnixSocketTests {
    private struct Sockets {
        let folder: TemporaryFolder

        /// Files that say `listen` with `SOCKET` for the path of a socket, and an endpoint that has no call.
        init(_ listen: String, _ more: String = "") throws {
            folder = try TemporaryFolder([
                "shop.pem": TestCertificates.shop, "shop.key": TestCertificates.shopKey,
                "ca.pem": TestCertificates.authority,
                "a.yaml": "route: GET /a\nrespond: { body: { client: client.address } }\n",
            ])
            let gateway = "listen: \(listen)\n\(more)\nservices: {}\n"
            try folder.write("gateway.yaml", gateway.replacingOccurrences(of: "SOCKET", with: path))
        }

        var path: String { folder.url.path + "/t.sock" }

        func start() async throws -> RunningProgram {
            let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--workers", "1")
            _ = try await gateway.message("serving ")
            return gateway
        }

        /// What curl prints of a request by the socket.
        func curl(_ arguments: String..., to path: String? = nil) async throws -> String {
            let words = (["curl", "-s", "--unix-socket", path ?? self.path] + arguments).map { "'\($0)'" }
            let curl = try RunningProgram("curl", shell: words.joined(separator: " "))
            _ = try await curl.exitCode()
            return curl.output
        }

        var mode: Int? {
            (try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
        }
    }

    private func end(_ gateway: RunningProgram) async throws {
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0, "\(gateway.errors)")
    }

    @Test func requestsAreAnsweredAndTheFileGoesWithTheGateway() async throws {
        let sockets = try Sockets("unix:SOCKET")
        let gateway = try await sockets.start()
        #expect(try await gateway.message("serving ")["listen"] as? String == "unix:\(sockets.path)")
        #expect(sockets.mode == 0o660)
        #expect(try await sockets.curl("http://localhost/a") == #"{"client":"unix:"}"#)
        try await end(gateway)
        #expect(sockets.mode == nil)
        #expect(gateway.output.contains("\"client\":\"unix:\""))
    }

    @Test func theModeIsThatOfTheFileWhateverTheUmask() async throws {
        let sockets = try Sockets("{ address: unix:SOCKET, socket-mode: 0606 }")
        let gateway = try RunningProgram(
            "tutti", shell: "umask 077; exec \"$0\" serve \(sockets.folder.url.path) --workers 1")
        _ = try await gateway.message("serving ")
        #expect(sockets.mode == 0o606)
        try await end(gateway)
    }

    @Test func tlsAndHTTP2AreSpokenThereToo() async throws {
        let sockets = try Sockets(
            "[{ address: unix:SOCKET, tls: { certificates: [{ certificate: shop.pem, key: shop.key }] } }, { address: unix:SOCKET.plain, http2: prior-knowledge }]"
        )
        let gateway = try await sockets.start()
        let version = "%{http_version} %{http_code}"
        let authority = sockets.folder.url.path + "/ca.pem"
        let secure = try await sockets.curl(
            "--cacert", authority, "-o", "/dev/null", "-w", version, "https://localhost/a")
        #expect(secure == "2 200")
        let plain = try await sockets.curl(
            "--http2-prior-knowledge", "-o", "/dev/null", "-w", version, "http://localhost/a",
            to: sockets.path + ".plain")
        #expect(plain == "2 200")
        try await end(gateway)
    }

    @Test func whoMayConnectIsAProxyWhereItIsSaidSo() async throws {
        let sockets = try Sockets("unix:SOCKET", "trusted-proxies: [\"unix:\"]")
        let gateway = try await sockets.start()
        let named = try await sockets.curl("-H", "X-Forwarded-For: 6.6.6.6, 192.0.2.7", "http://localhost/a")
        #expect(named == #"{"client":"192.0.2.7"}"#)
        #expect(try await sockets.curl("http://localhost/a") == #"{"client":"unix:"}"#)
        try await end(gateway)
    }

    @Test func theProxyProtocolSaysWhoConnects() async throws {
        let sockets = try Sockets("{ address: unix:SOCKET, proxy-protocol: true }")
        let gateway = try await sockets.start()
        let client = try await sockets.curl("--haproxy-protocol", "http://localhost/a")
        #expect(client == #"{"client":"unix:"}"#)
        try await end(gateway)
    }

    @Test func whatIsLeftOfASocketIsReplaced() async throws {
        let sockets = try Sockets("unix:SOCKET")
        let killed = try await sockets.start()
        killed.signal(SIGKILL)
        _ = try await killed.exitCode()
        #expect(sockets.mode != nil)
        let gateway = try await sockets.start()
        #expect(try await sockets.curl("http://localhost/a") == #"{"client":"unix:"}"#)
        try await end(gateway)
    }

    @Test func whatIsInUseIsNot() async throws {
        let sockets = try Sockets("unix:SOCKET")
        let gateway = try await sockets.start()
        let second = try RunningProgram("tutti", "serve", sockets.folder.url.path, "--workers", "1")
        #expect(try await second.exitCode() == 2)
        #expect(second.errors.contains("another process listens there"), "\(second.errors)")
        #expect(try await sockets.curl("http://localhost/a") == #"{"client":"unix:"}"#)
        try await end(gateway)
    }

    @Test func anotherFileIsLeftAlone() async throws {
        let sockets = try Sockets("unix:SOCKET")
        try sockets.folder.write("t.sock", "text")
        let gateway = try RunningProgram("tutti", "serve", sockets.folder.url.path, "--workers", "1")
        #expect(try await gateway.exitCode() == 2)
        #expect(gateway.errors.contains("a file that is no socket"), "\(gateway.errors)")
        #expect(try String(contentsOfFile: sockets.path, encoding: .utf8) == "text")
    }

    @Test func aMissingFolderIsSaid() async throws {
        let sockets = try Sockets("unix:SOCKET/none/t.sock")
        let gateway = try RunningProgram("tutti", "serve", sockets.folder.url.path, "--workers", "1")
        #expect(try await gateway.exitCode() == 2)
        #expect(gateway.errors.contains("there is no such folder"), "\(gateway.errors)")
    }
}
