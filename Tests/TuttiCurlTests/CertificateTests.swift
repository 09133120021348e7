import Foundation
import Testing
import TuttiUpstream

@testable import TuttiCurl

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl"), "openssl is not installed"))
struct CertificateTests {
    @Test func certificateThatNobodySignedIsATLSFailure() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try openssl(
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
            "-keyout", "key.pem", "-out", "cert.pem", in: folder
        ).waitUntilExit()
        // A port that was free a moment ago.
        let free = try ScriptedServer { _ in }
        free.close()
        let server = try openssl(
            "s_server", "-www", "-accept", "127.0.0.1:\(free.port)", "-key", "key.pem", "-cert", "cert.pem", in: folder)
        // Threads of the concurrency runtime block SIGTERM, and a process inherits that.
        defer { kill(server.processIdentifier, SIGKILL) }

        try await withLane { lane in
            let route = FailureTests.route(scheme: .https, host: "127.0.0.1", port: free.port)
            var failure = await lane.send(route).failure
            for _ in 0..<500 where failure?.reason == .connect {
                try await Task.sleep(for: .milliseconds(10))
                failure = await lane.send(route).failure
            }
            #expect(failure?.reason == .tls)
            #expect(failure?.message.hasPrefix("TLS with https://127.0.0.1:\(free.port) failed: ") == true)
        }
    }

    @discardableResult
    private func openssl(_ arguments: String..., in folder: URL) throws -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }
}
