import FixtureServices
import Foundation
import NIOHTTP1
import Synchronization
import Testing
import TuttiReactor

/// A gateway that takes the place of another one, without a connection that is refused.
@Suite(.timeLimit(.minutes(10))) struct TakeOverTests {
    private static func folder(_ more: String = "", answer: String = "first") throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml": "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\n\(more)services: {}\n",
            "a.yaml": Self.answering(answer),
        ])
    }

    private static func answering(_ text: String) -> String { "route: GET /a\nrespond: { body: \"'\(text)'\" }\n" }

    private func start(_ folder: TemporaryFolder) throws -> RunningProgram {
        try RunningProgram(
            "tutti", "serve", folder.url.path, "--workers", "2", "--no-access-log", "--take-over",
            folder.url.path + "/door")
    }

    @Test func theNextOneServesOnTheSameSocketsAndTheOtherOneDrains() async throws {
        let folder = try Self.folder("")
        let first = try start(folder)
        let ports = try await first.ports()
        let mode = try FileManager.default.attributesOfItem(atPath: folder.url.path + "/door")[.posixPermissions]
        #expect((mode as? NSNumber)?.intValue == 0o600)
        #expect(try await HTTPConnection.get(port: ports.public, "/a").body == "\"first\"")

        try folder.write("a.yaml", Self.answering("second"))
        let second = try start(folder)
        _ = try await second.message("2 sockets were taken over")
        #expect(try await second.ports() == ports)
        #expect(try await first.exitCode() == 0)
        #expect(first.errors.contains("draining: another process serves now"))
        #expect(try await HTTPConnection.get(port: ports.public, "/a").body == "\"second\"")
        #expect(try await HTTPConnection.get(port: ports.admin, "/readyz").status == 200)

        second.signal(SIGTERM)
        #expect(try await second.exitCode() == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.url.path + "/door"))
        await #expect(throws: (any Error).self) { _ = try await HTTPConnection.get(port: ports.public, "/a") }
    }

    @Test func whereNobodyCanAskNothingIsServed() async throws {
        let folder = try Self.folder()
        let gateway = try RunningProgram(
            "tutti", "serve", folder.url.path, "--take-over", folder.url.path + "/none/door")
        #expect(try await gateway.exitCode() == 2)
        #expect(gateway.errors.contains("there is no such folder"), "\(gateway.errors)")
        #expect(!gateway.errors.contains("serving"), "\(gateway.errors)")
    }

    @Test func theFileOfASocketGoesWithTheLastOne() async throws {
        let folder = try TemporaryFolder(["a.yaml": Self.answering("first")])
        let path = folder.url.path + "/t.sock"
        try folder.write("gateway.yaml", "listen: unix:\(path)\nservices: {}\n")
        let first = try start(folder)
        _ = try await first.message("serving ")
        let second = try start(folder)
        #expect(try await first.exitCode() == 0)
        #expect(FileManager.default.fileExists(atPath: path))
        second.signal(SIGTERM)
        #expect(try await second.exitCode() == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    // The sockets have been passed when it turns out that another address can't be listened on.
    @Test func theFileOfASocketStaysWhereTheNextOneCannotListen() async throws {
        let folder = try TemporaryFolder(["a.yaml": Self.answering("first")])
        let path = folder.url.path + "/t.sock"
        try folder.write("gateway.yaml", "listen: unix:\(path)\nservices: {}\n")
        let first = try start(folder)
        _ = try await first.message("serving ")
        try folder.write("gateway.yaml", "listen: [\"unix:\(path)\", \"192.0.2.1:1\"]\nservices: {}\n")
        let second = try start(folder)
        #expect(try await second.exitCode() == 2)
        #expect(second.errors.contains("this machine has no such address"), "\(second.errors)")
        _ = try await first.message("a gateway that was to take over has not started: this one goes on serving")
        #expect(FileManager.default.fileExists(atPath: path))
        first.signal(SIGTERM)
        #expect(try await first.exitCode() == 0)
    }

    /// A process that has asked for the sockets, and got them.
    private static func successor(of folder: TemporaryFolder) async throws -> MessageSocket {
        try await onThread {
            let socket = try MessageSocket(connectingTo: folder.url.path + "/door", limit: 60)
            try #require(socket.send("take-over 1"))
            while let message = socket.receive(), message.text != "end" {
                if let descriptor = message.descriptor { SystemSocket.close(descriptor) }
            }
            return socket
        }
    }

    /// Runs what holds its thread up on one of its own: those of tasks are for all tests.
    private static func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
    {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
        }
    }

    // Both would remove the files, on which nobody could connect any more.
    @Test(arguments: [true, false]) func aSignalWhileTheSocketsAreWithTheNextOneWaitsForIt(serves: Bool) async throws {
        let folder = try TemporaryFolder(["a.yaml": Self.answering("first")])
        let path = folder.url.path + "/t.sock"
        try folder.write("gateway.yaml", "listen: unix:\(path)\nservices: {}\n")
        let first = try start(folder)
        _ = try await first.message("serving ")
        let next = try await Self.successor(of: folder)
        first.signal(SIGTERM)
        _ = try await first.message("another gateway has the sockets: waiting until it serves on them, or can't")
        #expect(first.isRunning && FileManager.default.fileExists(atPath: path))
        #expect(next.send(serves ? "serving" : "failed"))
        #expect(try await Self.onThread { next.receive()?.text } == (serves ? "draining" : nil))
        #expect(try await first.exitCode() == 0)
        next.close()
        #expect(FileManager.default.fileExists(atPath: path) == serves)
        #expect(FileManager.default.fileExists(atPath: folder.url.path + "/door") == serves)
    }

    @Test func theDoorOfAnotherProcessStays() async throws {
        let folder = try Self.folder()
        let first = try start(folder)
        _ = try await first.ports()
        folder.remove("door")
        try folder.write("door", "another one's")
        first.signal(SIGTERM)
        #expect(try await first.exitCode() == 0)
        #expect(FileManager.default.fileExists(atPath: folder.url.path + "/door"))
    }

    @Test func theModeOfASocketIsThatOfTheNewFiles() async throws {
        let folder = try TemporaryFolder(["a.yaml": Self.answering("first")])
        let path = folder.url.path + "/t.sock"
        func mode() throws -> Int? {
            (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
        }
        func write(_ mode: String) throws {
            try folder.write(
                "gateway.yaml", "listen: { address: \"unix:\(path)\", socket-mode: \(mode) }\nservices: {}\n")
        }
        try write("\"0600\"")
        let first = try start(folder)
        _ = try await first.message("serving ")
        #expect(try mode() == 0o600)
        try write("\"0666\"")
        let second = try start(folder)
        #expect(try await first.exitCode() == 0)
        #expect(try mode() == 0o666)
        second.signal(SIGTERM)
        #expect(try await second.exitCode() == 0)
    }

    @Test func theFileOfAListenerThatIsGoneGoesWithTheOtherOne() async throws {
        let folder = try TemporaryFolder(["a.yaml": Self.answering("first")])
        let (path, other) = (folder.url.path + "/t.sock", folder.url.path + "/u.sock")
        try folder.write("gateway.yaml", "listen: [\"unix:\(path)\", \"unix:\(other)\"]\nservices: {}\n")
        let first = try start(folder)
        _ = try await first.message("serving ")
        try folder.write("gateway.yaml", "listen: unix:\(path)\nservices: {}\n")
        let second = try start(folder)
        _ = try await second.message("2 sockets were taken over")
        #expect(try await first.exitCode() == 0)
        _ = try await second.message("serving ")
        #expect(FileManager.default.fileExists(atPath: path) && !FileManager.default.fileExists(atPath: other))
        second.signal(SIGTERM)
        #expect(try await second.exitCode() == 0)
    }

    // The drain waits a second for a client that has not sent a request yet.
    @Test func aSignalToTheOneThatDrainsDoesNotEndItAtOnce() async throws {
        let folder = try Self.folder()
        let first = try start(folder)
        let port = try await first.ports().public
        try await HTTPConnection.open(port: port) { _ in
            let second = try start(folder)
            _ = try await first.message("draining: another process serves now")
            first.signal(SIGTERM)
            #expect(try await first.exitCode() == 0)
            second.signal(SIGTERM)
            #expect(try await second.exitCode() == 0)
        }
    }

    @Test func withBrokenFilesTheOtherOneGoesOnAndSaysSo() async throws {
        let folder = try Self.folder()
        let first = try start(folder)
        let ports = try await first.ports()
        try folder.write("a.yaml", "route: GET a\n")
        let second = try start(folder)
        #expect(try await second.exitCode() == 1)
        _ = try await first.message("a gateway that was to take over has not started: this one goes on serving")
        #expect(try await HTTPConnection.get(port: ports.public, "/a").body == "\"first\"")
        // And the next one that can serve takes over.
        try folder.write("a.yaml", Self.answering("third"))
        let third = try start(folder)
        #expect(try await first.exitCode() == 0)
        #expect(try await HTTPConnection.get(port: ports.public, "/a").body == "\"third\"")
        third.signal(SIGTERM)
        #expect(try await third.exitCode() == 0)
    }

    @Test func anAddressThatIsNewIsOpenedAndOneThatIsGoneIsClosed() async throws {
        let folder = try Self.folder()
        let first = try start(folder)
        let ports = try await first.ports()
        try folder.write("gateway.yaml", "listen: [127.0.0.1:0, 127.0.0.1:0]\nservices: {}\n")
        let second = try start(folder)
        #expect(try await first.exitCode() == 0)
        let message = try await second.message("serving ")
        let listens = try #require(message["listen"] as? String).split(separator: " ")
        #expect(listens.count == 2)
        #expect(listens.first == "127.0.0.1:\(ports.public),")
        await #expect(throws: (any Error).self) { _ = try await HTTPConnection.get(port: ports.admin, "/readyz") }
        second.signal(SIGTERM)
        #expect(try await second.exitCode() == 0)
    }

    /// Each request on a connection of its own: whichever process has accepted it, it is answered.
    @Test func noNewConnectionIsRefusedOrClosedWithoutAResponse() async throws {
        let folder = try Self.folder()
        var gateway = try start(folder)
        let port = try await gateway.ports().public
        let progress = Progress()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    while !progress.isOver.load(ordering: .relaxed) {
                        let response = try await HTTPConnection.get(port: port, "/a")
                        #expect(response.status == 200)
                        progress.answered.add(1, ordering: .relaxed)
                    }
                }
            }
            for _ in 0..<3 {
                let next = try start(folder)
                _ = try await next.message("2 sockets were taken over")
                #expect(try await gateway.exitCode() == 0)
                gateway = next
                let sofar = progress.answered.load(ordering: .relaxed)
                try await eventually("the next one answers") { progress.answered.load(ordering: .relaxed) > sofar + 50 }
            }
            progress.isOver.store(true, ordering: .relaxed)
            try await group.waitForAll()
        }
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
    }

    private final class Progress: Sendable {
        let isOver = Atomic(false)
        let answered = Atomic(0)
    }
}
