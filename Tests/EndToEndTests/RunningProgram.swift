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
    convenience init(_ name: String, _ arguments: [String]) throws {
        try self.init(executable: Self.path(of: name), arguments)
    }

    /// Runs a line of a shell in the package's folder, with the program's path as `$0`.
    convenience init(_ name: String, shell line: String) throws {
        try self.init(executable: "/bin/sh", ["-c", line, Self.path(of: name)])
    }

    private init(executable: String, _ arguments: [String]) throws {
        let (output, errors) = (try ChildPipe(), try ChildPipe())
        process = try ChildProcess(
            executable, arguments, in: Self.packageFolder.path, output: output.writing, errors: errors.writing)
        for (pipe, keyPath) in [(output, \Output.Text.output), (errors, \Output.Text.errors)] {
            pipe.closeWriting()
            pipe.readToEnd { [collected] bytes in
                collected.text.withLock { $0[keyPath: keyPath] += bytes }
            } ended: { [collected] in
                collected.text.withLock { $0.openPipes -= 1 }
            }
        }
    }

    /// Where one of the package's executables is.
    static func path(of name: String) -> String { Bundle.main.bundleURL.appendingPathComponent(name).path }

    /// Its process id.
    var identifier: Int32 { process.identifier }

    /// Whether it has not ended.
    var isRunning: Bool { process.exitCode == nil }

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

    /// The messages of a gateway so far: those lines of its standard error that are JSON.
    var messages: [[String: Any]] {
        errors.split(separator: "\n").compactMap { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any]
        }
    }

    /// Waits for a message, whole or its beginning; returns all its members.
    func message(_ text: String) async throws -> [String: Any] {
        while true {
            if let message = messages.first(where: { ($0["message"] as? String)?.hasPrefix(text) == true }) {
                return message
            }
            guard process.exitCode == nil else { throw Ended(errors: errors) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The ports of the public and the admin listener, 0 without one, of a gateway that has started.
    func ports() async throws -> (public: Int, admin: Int) {
        let message = try await message("serving ")
        let ports = ["listen", "admin"].map { name in
            (message[name] as? String)?.split(separator: ":").last.flatMap { Int($0) } ?? 0
        }
        return (ports[0], ports[1])
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
