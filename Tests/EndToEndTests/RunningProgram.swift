import Foundation
import Synchronization

/// One of the package's executables as a process, the way a user runs it.
final class RunningProgram: Sendable {
    private let process: Mutex<Process>
    private let pipes: [FileHandle]
    private let collected = Output()

    /// Starts `name` with these arguments in the package's folder.
    convenience init(_ name: String, _ arguments: String...) throws {
        try self.init(name, arguments)
    }

    /// Starts `name` with these arguments in the package's folder.
    init(_ name: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = Bundle.main.bundleURL.appendingPathComponent(name)
        process.arguments = arguments
        process.currentDirectoryURL = Self.packageFolder
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let errors = Pipe()
        process.standardOutput = output
        process.standardError = errors
        for (pipe, keyPath) in [(output, \Output.Text.output), (errors, \Output.Text.errors)] {
            pipe.fileHandleForReading.readabilityHandler = { [collected] handle in
                // Read under the lock: what is not in the pipe any more is in the text.
                collected.text.withLock {
                    let data = handle.availableData
                    if data.isEmpty { handle.readabilityHandler = nil }
                    $0[keyPath: keyPath] += String(decoding: data, as: UTF8.self)
                }
            }
        }
        try process.run()
        self.process = Mutex(process)
        self.pipes = [output, errors].map(\.fileHandleForReading)
    }

    deinit {
        process.withLock { if $0.isRunning { $0.terminate() } }
    }

    static let packageFolder = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// What it has printed so far.
    var output: String { collected.text.withLock { $0.output } }
    var errors: String { collected.text.withLock { $0.errors } }

    /// Sends a signal.
    func signal(_ number: Int32) {
        process.withLock { _ = kill($0.processIdentifier, number) }
    }

    /// The exit code, once it has ended; what it printed is complete then.
    func exitCode() async throws -> Int32 {
        while process.withLock({ $0.isRunning }) || hasMore { try await Task.sleep(for: .milliseconds(5)) }
        return process.withLock { $0.terminationStatus }
    }

    /// Whether something it has written is still in a pipe.
    ///
    /// To wait for the end of the pipes would not do: other programs that were started meanwhile may hold them open.
    private var hasMore: Bool {
        collected.text.withLock { _ in
            pipes.contains { pipe in
                var place = pollfd(fd: pipe.fileDescriptor, events: Int16(POLLIN), revents: 0)
                return poll(&place, 1, 0) > 0 && place.revents & Int16(POLLIN) != 0
            }
        }
    }

    /// Waits until standard error has what `read` looks for.
    func errors<Value>(_ read: (String) -> Value?) async throws -> Value {
        while true {
            if let value = read(errors) { return value }
            guard process.withLock({ $0.isRunning }) else { throw Ended(errors: errors) }
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
            guard process.withLock({ $0.isRunning }) else { throw Ended(errors: errors) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    struct Ended: Error {
        let errors: String
    }

    private final class Output: Sendable {
        struct Text {
            var output = ""
            var errors = ""
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
