package import ChildProcess
internal import Foundation
internal import Glibc

/// A redis-server of the system, which a test starts on a free port in a folder of its own, and which ends with it.
package final class RedisServer: Sendable {
    /// Why a server is not there.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private static let program = "/usr/bin/redis-server"

    /// Whether there is one: tests that need it are skipped elsewhere (`apt-get install redis-server`).
    package static let isInstalled = access(program, X_OK) == 0

    /// Its port on 127.0.0.1.
    package let port: Int
    /// Its folder, with `redis.sock`, and where its files are.
    package let folder: String
    /// The process.
    package let process: ChildProcess

    /// Where its socket in the file system is.
    package var socket: String { folder + "/redis.sock" }

    /// Starts a server without persistence, and waits until it accepts connections.
    ///
    /// - Parameters:
    ///   - arguments: further options, `--requirepass` for instance.
    ///   - port: which port; a free one if not given.
    ///   - files: written into its folder first, by name.
    ///   - script: the configuration file, for a sentinel; none without one.
    /// - Throws: ``Failure``, when it does not listen.
    package init(
        _ arguments: [String] = [], port: Int? = nil, files: [String: String] = [:], sentinel script: String? = nil
    ) async throws {
        let port = try port ?? Self.freePort()
        let folder = NSTemporaryDirectory() + "tutti-redis-\(getpid())-\(port)-\(UInt32.random(in: 0...(.max)))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
        var words: [String] = []
        if let script {
            let file = "\(folder)/sentinel.conf"
            try "port \(port)\nbind 127.0.0.1\ndir \(folder)\n\(script)\n".write(
                toFile: file, atomically: true, encoding: .utf8)
            words = [file, "--sentinel"]
        } else {
            words = [
                "--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "no",
                "--unixsocket", "\(folder)/redis.sock", "--loglevel", "warning",
            ]
        }
        self.port = port
        self.folder = folder
        process = try ChildProcess(Self.program, words + arguments)
        for _ in 0..<2_000 {
            if Self.accepts(port) { return }
            guard process.exitCode == nil else {
                throw Failure(description: "redis-server has ended: \(words + arguments)")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw Failure(description: "redis-server does not listen on \(port)")
    }

    deinit {
        process.signal(SIGCONT)
        process.signal(SIGKILL)
        _ = process.wait()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends it at once, as a crash would.
    package func kill() {
        process.signal(SIGKILL)
        _ = process.wait()
    }

    /// Has it stand still, its connections open.
    package func pause() { process.signal(SIGSTOP) }

    /// Has it go on.
    package func goOn() { process.signal(SIGCONT) }

    /// A port that nobody listens on.
    package static func freePort() throws -> Int {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        guard isBound else { throw Failure(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func accepts(_ port: Int) -> Bool {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
