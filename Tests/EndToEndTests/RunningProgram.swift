import ChildProcess
import Foundation
import Synchronization

/// One of the package's executables as a process, the way a user runs it.
final class RunningProgram: Sendable {
    private let process: ChildProcess
    private let collected = Output()

    /// Starts `name` with these arguments in the package's folder.
    convenience init(_ name: String, _ arguments: String...) throws {
        try self.init(name, arguments)
    }

    /// Starts `name` with these arguments in the package's folder.
    init(_ name: String, _ arguments: [String]) throws {
        let (output, errors) = (try ChildPipe(), try ChildPipe())
        process = try ChildProcess(
            Bundle.main.bundleURL.appendingPathComponent(name).path, arguments, in: Self.packageFolder.path,
            output: output.writing, errors: errors.writing)
        for (pipe, keyPath) in [(output, \Output.Text.output), (errors, \Output.Text.errors)] {
            pipe.closeWriting()
            pipe.readToEnd { [collected] bytes in
                collected.text.withLock { $0[keyPath: keyPath] += bytes }
            } ended: { [collected] in
                collected.text.withLock { $0.openPipes -= 1 }
            }
        }
    }

    static let packageFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What it has printed so far.
    var output: String { String(decoding: collected.text.withLock { $0.output }, as: UTF8.self) }
    var errors: String { String(decoding: collected.text.withLock { $0.errors }, as: UTF8.self) }

    /// Sends a signal.
    func signal(_ number: Int32) {
        process.signal(number)
    }

    /// The exit code, once it has ended; what it printed is complete then.
    func exitCode() async throws -> Int32 {
        while true {
            if let code = process.exitCode, collected.text.withLock({ $0.openPipes }) == 0 { return code }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Waits until standard error has what `read` looks for.
    func errors<Value>(_ read: (String) -> Value?) async throws -> Value {
        while true {
            if let value = read(errors) { return value }
            guard process.exitCode == nil else { throw Ended(errors: errors) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The ports of the public and the admin listener, from the banner of a gateway that has started.
    func ports() async throws -> (public: Int, admin: Int) {
        try await errors { text in
            let banner =
                /clients connect to  http:\/\/127\.0\.0\.1:(\d+)\n  health and metrics  http:\/\/127\.0\.0\.1:(\d+)\n/
            guard let match = text.firstMatch(of: banner), let port = Int(match.1), let admin = Int(match.2) else {
                return nil
            }
            return (port, admin)
        }
    }

    /// Waits until standard output has so many lines.
    func output(lines: Int) async throws {
        while output.split(separator: "\n").count < lines {
            guard process.exitCode == nil else { throw Ended(errors: errors) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    struct Ended: Error {
        let errors: String
    }

    private final class Output: Sendable {
        struct Text {
            // Bytes, as a piece may end within a character.
            var output: [UInt8] = []
            var errors: [UInt8] = []
            var openPipes = 2
        }

        let text = Mutex(Text())
    }
}

/// A folder of files that is gone with the value.
final class TemporaryFolder: Sendable {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)")

    init(_ files: [String: String]) throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        for (name, text) in files {
            try text.write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// Puts a file in the place of the one of that name.
    func write(_ name: String, _ text: String) throws {
        try text.write(to: url.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }

    /// Removes a file.
    func remove(_ name: String) {
        try? FileManager.default.removeItem(at: url.appendingPathComponent(name))
    }
}
