import Foundation
import Glibc
import Synchronization
import Testing

@testable import TuttiReactor

/// Sockets in the file system that processes open at the same path.
struct SocketFileTests {
    private static func withFolder(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/tutti-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    private static func listen(_ path: String) async throws -> Int32 {
        try await onThread { try SystemSocket.listen(atPath: path, mode: 0o600) }
    }

    /// Runs what holds its thread up on one of its own: those of tasks are for all tests.
    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    /// Each takes what is left over for nobody's; one that the other has just bound is none of that.
    @Test func ofManyThatStartAtOnceOneListens() async throws {
        try await Self.withFolder { folder in
            let path = folder + "/t.sock"
            for _ in 0..<20 {
                SystemSocket.close(try await Self.listen(path))
                let sockets = await withTaskGroup(of: Int32?.self) { group in
                    for _ in 0..<4 { group.addTask { try? await Self.listen(path) } }
                    return await group.reduce(into: [Int32]()) { if let socket = $1 { $0.append(socket) } }
                }
                #expect(sockets.count == 1)
                for socket in sockets { SystemSocket.close(socket) }
            }
        }
    }

    @Test func aFolderThatIsLockedForEverIsListenedInAllTheSame() async throws {
        try await Self.withFolder { folder in
            let lock = open(folder, O_RDONLY | O_DIRECTORY)
            defer { close(lock) }
            try #require(lock >= 0 && flock(lock, LOCK_EX) == 0)
            SystemSocket.close(try await Self.listen(folder + "/t.sock"))
        }
    }

    @Test func theModeOfALinkIsNobodysToChange() async throws {
        try await Self.withFolder { folder in
            let socket = try SystemSocket.listen(atPath: folder + "/t.sock", mode: 0o600)
            defer { SystemSocket.close(socket) }
            try #require(symlink(folder + "/t.sock", folder + "/link") == 0)
            #expect(throws: SystemSocket.Failure(code: EINVAL)) {
                try SystemSocket.setMode(0o666, atPath: folder + "/link")
            }
            var status = stat()
            #expect(lstat(folder + "/t.sock", &status) == 0 && status.st_mode & 0o777 == 0o600)
            try SystemSocket.setMode(0o666, atPath: folder + "/t.sock")
            #expect(lstat(folder + "/t.sock", &status) == 0 && status.st_mode & 0o777 == 0o666)
        }
    }

    /// Looking up names may take its time.
    @Test func whoIsPatientWaitsForAMessageAsOftenAsTheTimeIsOver() async throws {
        try await Self.withFolder { folder in
            let listener = try MessageSocket.listen(at: folder + "/door")
            defer { SystemSocket.close(listener) }
            try await Self.onThread {
                let client = try MessageSocket(connectingTo: folder + "/door", limit: 1)
                let server = try #require(MessageSocket(acceptedFrom: listener, limit: 1))
                var times = 0
                let text = server.receive {
                    times += 1
                    if times == 2 { #expect(client.send("serving")) }
                    return true
                }?.text
                #expect(text == "serving" && times == 2)
                #expect(server.receive { false } == nil)
                client.close()
                #expect(server.receive { true } == nil)
                server.close()
            }
        }
    }
}
