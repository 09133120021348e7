import Foundation
import Testing

@testable import TuttiServer

/// An access log in a file that is gone afterwards.
enum AccessLogFile {
    /// The lines that were written while `body` ran, whose server is drained in it.
    static func lines(_ body: (LogWriter) async throws -> Void) async throws -> [[String: Any]] {
        let path = NSTemporaryDirectory() + "tutti-access-log-\(UUID().uuidString)"
        let descriptor = open(path, O_CREAT | O_RDWR, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        try await body(LogWriter(descriptor: descriptor))
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.isEmpty || text.hasSuffix("\n"))
        return try text.split(separator: "\n").map { line in
            let value = try JSONSerialization.jsonObject(with: Data(line.utf8))
            return try #require(value as? [String: Any])
        }
    }
}
