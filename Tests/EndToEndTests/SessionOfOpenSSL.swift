import ChildProcess
import Foundation
import Testing

/// A connection of `openssl s_client`, which can keep its TLS session and resume it.
enum SessionOfOpenSSL {
    /// What the program says of the connection, `Reused` for instance, and what comes through it until the other side closes it.
    static func response(to request: String, port: Int, _ arguments: [String]) async throws -> String {
        let folder = try TemporaryFolder(["input": request, "output": ""])
        let input = try FileHandle(forReadingFrom: folder.url.appendingPathComponent("input"))
        let output = try FileHandle(forWritingTo: folder.url.appendingPathComponent("output"))
        let program = try ChildProcess(
            "/usr/bin/openssl", ["s_client", "-ign_eof", "-connect", "127.0.0.1:\(port)"] + arguments,
            input: input.fileDescriptor, output: output.fileDescriptor)
        try await eventually("the connection is closed") { program.exitCode != nil }
        return try String(contentsOf: folder.url.appendingPathComponent("output"), encoding: .utf8)
    }
}
