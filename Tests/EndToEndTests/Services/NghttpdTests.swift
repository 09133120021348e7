import Foundation
import Glibc
import NIOHTTP1
import TestCertificates
import Testing

/// Calls over HTTP/2 (`http: 2`) to a server that others have written: nghttpd, of nghttp2.
@Suite(
    .enabled(if: FileManager.default.fileExists(atPath: "/usr/sbin/nghttpd"), "nghttp2-server is not installed"))
struct NghttpdTests {
    private static let endpoints = """
        endpoint: GET /{file}
        calls: { a: { service: one, get: "/{path.file}" } }
        ---
        endpoint: POST /echo
        calls: { a: { service: one, post: /ok, body: body } }
        """

    /// A folder that nghttpd serves, and a port that was free a moment ago.
    private struct Server {
        let folder: TemporaryFolder
        let port: Int

        init() throws {
            folder = try TemporaryFolder([
                "ok": #"{"a":1}"#, "large": "\"" + String(repeating: "x", count: 600_000) + "\"",
                "ca.pem": TestCertificates.authority, "shop.pem": TestCertificates.shop,
                "shop.key": TestCertificates.shopKey,
            ])
            port = try ScriptedPort.free()
        }

        /// Starts it, and waits until it listens.
        func start(_ options: String) async throws -> RunningProgram {
            let path = folder.url.path
            let program = try RunningProgram(
                "nghttpd",
                shell:
                    "exec stdbuf -oL /usr/sbin/nghttpd -v -a 127.0.0.1 -d '\(path)' \(options) \(port) '\(path)/shop.key' '\(path)/shop.pem'"
            )
            try await eventually("nghttpd listens") { program.output.contains("listen") || !program.isRunning }
            try #require(program.isRunning, "\(program.errors)")
            return program
        }

        var gateway: String {
            """
            services:
              one:
                instances: ["https://127.0.0.1:\(port)"]
                http: 2
                tls: { ca: \(folder.url.path)/ca.pem }
                timeout: 20s
                connect-timeout: 20s
                breaker: { minimum-calls: 100000 }
            """
        }
    }

    /// Windows of one byte, one stream at a time, padding, trailers, no length.
    @Test(arguments: ["", "-m 1", "-b 255", "--trailer 'x-sum: 1'", "--no-content-length", "-w 1 -W 1", "-n 2"])
    func allCallsAreAnswered(options: String) async throws {
        let server = try Server()
        let program = try await server.start(options)
        defer { program.signal(SIGKILL) }
        try await RunningGateway.serving(gateway: server.gateway, endpoints: Self.endpoints) { gateway in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        let path = number % 4 == 0 ? "/large" : "/ok"
                        let response = try await HTTPConnection.get(port: gateway.port, path)
                        #expect(response.status == 200)
                        #expect(response.body.utf8.count == (path == "/ok" ? 13 : 600_008))
                    }
                }
                try await group.waitForAll()
            }
            let open = try await gateway.sample(
                #"tutti_instance_connections{service="one",instance="127.0.0.1:\#(server.port)"}"#)
            if options != "-m 1" { #expect(open == 1) }
        }
    }

    @Test(arguments: ["--echo-upload", "--echo-upload -w 1 -W 1"])
    func aBodyIsSentAsTheWindowsAllow(options: String) async throws {
        let server = try Server()
        let program = try await server.start(options)
        defer { program.signal(SIGKILL) }
        try await RunningGateway.serving(gateway: server.gateway, endpoints: Self.endpoints) { gateway in
            let sent = "\"" + String(repeating: "y", count: 2_000) + "\""
            let response = try await HTTPConnection.open(port: gateway.port) { connection in
                try await connection.request(
                    .POST, "/echo", body: sent, headers: [("content-type", "application/json")])
            }
            #expect(response.status == 200)
            #expect(response.body == #"{"a":\#(sent)}"#)
        }
    }

    @Test func aServerThatDiesAndComesBackIsCalledAgain() async throws {
        let server = try Server()
        var program = try await server.start("")
        defer { program.signal(SIGKILL) }
        try await RunningGateway.serving(gateway: server.gateway, endpoints: Self.endpoints) { gateway in
            for _ in 0..<3 {
                #expect(try await HTTPConnection.get(port: gateway.port, "/ok").body == #"{"a":{"a":1}}"#)
                program.signal(SIGKILL)
                _ = try await program.exitCode()
                #expect(try await HTTPConnection.get(port: gateway.port, "/ok").status == 502)
                program = try await server.start("")
            }
            #expect(try await HTTPConnection.get(port: gateway.port, "/ok").status == 200)
        }
    }
}

/// A port of 127.0.0.1 for a program that can't say which one it got.
private enum ScriptedPort {
    static func free() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) | getsockname(descriptor, $0, &length)
            }
        }
        try #require(result == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
