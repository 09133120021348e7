import Foundation
import FilesOnDisk
import Testing

@testable import TuttiServer

/// Files on their way to clients, over real sockets.
@Suite(.timeLimit(.minutes(10))) struct FileExchangeTests {
    /// Bytes in which each place differs from those near it.
    private static func content(_ count: Int) -> [UInt8] {
        let pattern = (0..<65_521).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        var bytes: [UInt8] = []
        while bytes.count < count { bytes += pattern }
        return Array(bytes.prefix(count))
    }

    private static let large = content(3_000_000)

    private func serving<Result>(
        _ more: String = "", _ body: (RoutedGateway, FolderOnDisk) async throws -> Result
    ) async throws -> Result {
        let folder = try FolderOnDisk()
        try folder.write("home", to: "index.html")
        try folder.write(Self.large, to: "large.bin")
        return try await RoutedGateway.serving(
            "route: /app/**\nfiles: \(folder.path)\n\(more)", ["orders": [1]]
        ) { try await body($0, folder) }
    }

    private static func request(_ line: String, _ headers: String = "") -> String {
        "\(line) HTTP/1.1\r\nHost: a\r\n\(headers)\r\n"
    }

    @Test func filesComeOneAfterTheOtherOnAConnection() async throws {
        try await serving("response-headers: { x-path: \"{path.rest}\" }\n") { gateway, _ in
            let client = try gateway.client()
            await client.send(
                Self.request("GET /app/") + Self.request("HEAD /app/large.bin") + Self.request("GET /app/large.bin")
                    + Self.request("GET /app/nowhere") + Self.request("GET /app/"))
            let first = try await client.response()
            #expect(first.status == 200 && first.body == "home" && first["Content-Length"] == "4")
            let head = try await client.response(toHead: true)
            #expect(head.status == 200 && head["Content-Length"] == "3000000" && head["X-Path"] == "large.bin")
            let large = try await client.response()
            #expect(large.status == 200 && large["Content-Length"] == "3000000")
            #expect(large.body == String(decoding: Self.large, as: UTF8.self))
            #expect(try await client.response().status == 404)
            #expect(try await client.response().body == "home")
            let log = try await gateway.log(5)
            #expect(log.map(\.endpoint) == Array(repeating: "GET /app/**", count: 5))
            #expect(log.map(\.bytes).prefix(3) == [4, 0, 3_000_000])
        }
    }

    @Test func aPartIsSentAndADownloadGoesOn() async throws {
        try await serving { gateway, _ in
            let client = try gateway.client()
            await client.send(Self.request("GET /app/large.bin", "Range: bytes=1000000-\r\n"))
            let rest = try await client.response()
            #expect(rest.status == 206 && rest["Content-Range"] == "bytes 1000000-2999999/3000000")
            #expect(rest.body == String(decoding: Self.large[1_000_000...], as: UTF8.self))
            await client.send(Self.request("GET /app/large.bin", "Range: bytes=3000000-\r\n"))
            let none = try await client.response()
            #expect(none.status == 416 && none["Content-Range"] == "bytes */3000000")
        }
    }

    @Test(arguments: [
        ("POST /app/", "Content-Length: 3\r\n", "abc", 405), ("DELETE /app/index.html", "", "", 405),
        ("OPTIONS /app/", "", "", 204), ("GET /app/", "Content-Length: 3\r\n", "abc", 200),
        ("GET /app/", "Expect: 100-continue\r\nContent-Length: 3\r\n", "abc", 100),
        ("GET /app", "", "", 308), ("GET /app/../x", "", "", 400), ("GET /app/%2e%2e/x", "", "", 400),
        ("GET /app/%00", "", "", 400), ("GET /app/%ff", "", "", 400), ("GET /app/..%2fx", "", "", 404),
    ])
    func otherRequestsAreAnswered(line: String, headers: String, body: String, status: Int) async throws {
        try await serving { gateway, _ in
            let client = try gateway.client()
            await client.send(Self.request(line, headers) + body)
            let response = try await client.response()
            #expect(response.status == status)
            if status == 405 || status == 204 { #expect(response["Allow"] == "GET, HEAD, OPTIONS") }
            if status == 308 { #expect(response["Location"] == "/app/") }
            if status == 100 { #expect(try await client.response().body == "home") }
            await client.send(Self.request("GET /app/"))
            #expect(try await client.response().body == "home")
        }
    }

    /// Whatever the client does not read has to stay on the disk.
    private static let waiting = 24_000_000

    /// A client that has asked for a long file and reads nothing, once the gateway waits for it.
    private func waiting(_ gateway: RoutedGateway) async throws -> RawClient {
        let client = try gateway.client(receiveBuffer: 4096)
        await client.send(Self.request("GET /app/long.bin", "Connection: close\r\n"))
        return client
    }

    @Test func aFileThatGetsShorterIsNeverComplete() async throws {
        try await serving { gateway, folder in
            try folder.write(Self.content(Self.waiting), to: "long.bin")
            let client = try await waiting(gateway)
            #expect(try await client.text(until: "\r\n\r\n").contains("Content-Length: \(Self.waiting)"))
            #expect(truncate(folder.path + "/long.bin", 100_000) == 0)
            let count = try await client.restCount()
            #expect(count < Self.waiting)
            let log = try await gateway.log()
            #expect(log[0].status == 200 && log[0].isBrokenOff)
        }
    }

    @Test func aFileThatIsWrittenToIsNotSentToItsEnd() async throws {
        try await serving { gateway, folder in
            try folder.write(Self.content(Self.waiting), to: "long.bin")
            let client = try await waiting(gateway)
            _ = try await client.text(until: "\r\n\r\n")
            let handle = try #require(FileHandle(forUpdatingAtPath: folder.path + "/long.bin"))
            try handle.write(contentsOf: Data([1, 2, 3]))
            try handle.close()
            #expect(try await client.restCount() < Self.waiting)
        }
    }

    /// As a deployment does it: what has begun goes on, and the next request gets the new file.
    @Test func aFileThatIsReplacedIsSentAsItWas() async throws {
        try await serving { gateway, folder in
            let old = Self.content(Self.waiting)
            try folder.write(old, to: "long.bin")
            let client = try await waiting(gateway)
            let head = try await client.text(until: "\r\n\r\n")
            try folder.write("new", to: "next.bin")
            #expect(rename(folder.path + "/next.bin", folder.path + "/long.bin") == 0)
            #expect(head.contains("Content-Length: \(Self.waiting)"))
            #expect(try await client.restBytes() == old)
            let next = try gateway.client()
            await next.send(Self.request("GET /app/long.bin"))
            #expect(try await next.response().body == "new")
        }
    }

    private static func openCount(_ path: String) -> Int {
        let links = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return links.count {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)")) == path
        }
    }

    /// More clients than the gateway keeps files open for all get theirs; nothing stays open when they have left.
    @Test func clientsThatReadNothingHoldFewFiles() async throws {
        try await serving { gateway, folder in
            let path = folder.path + "/long.bin"
            #expect(FileManager.default.createFile(atPath: path, contents: nil) && truncate(path, 12_000_000) == 0)
            var clients: [RawClient] = []
            for _ in 0..<HeldFiles.most + 4 {
                let client = try await waiting(gateway)
                _ = try await client.text(until: "\r\n\r\n")
                clients.append(client)
            }
            // All wait: a request behind them is answered in its turn.
            let other = try gateway.client()
            await other.send(Self.request("GET /app/"))
            #expect(try await other.response().body == "home")
            try await eventually("few files are open") { Self.openCount(path) <= HeldFiles.most }
            #expect(Self.openCount(path) > 0)
            // The last of them has none of the places.
            let popped = clients.popLast()
            let last = try #require(popped)
            #expect(try await last.restCount() > 11_000_000)
            for client in clients { await client.disconnect() }
            try await eventually("no file is open") { Self.openCount(path) == 0 }
        }
    }

    @Test func aFileThatCannotBeReadIsSaid() async throws {
        try await serving { gateway, folder in
            try FileManager.default.removeItem(atPath: folder.path)
            #expect(
                try await gateway.exchange(Self.request("GET /app/", "Connection: close\r\n")).hasPrefix(
                    "HTTP/1.1 500 "))
        }
    }
}
