import Foundation
import Testing
import TuttiComposition
import TuttiPlan

/// Folders with something in them that is no composition file.
@Suite struct HostileFoldersTests {
    private static let endpoint = "endpoint: GET /x\ncalls: { a: { service: users, get: /x } }\n"

    /// A folder with gateway.yaml and x.yaml; `fill` puts something beside them.
    private static func load(_ fill: (String) throws -> Void) throws -> LoadResult {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try Data(Sample.gateway.utf8).write(to: URL(fileURLWithPath: path + "/gateway.yaml"))
        try Data(endpoint.utf8).write(to: URL(fileURLWithPath: path + "/x.yaml"))
        try fill(path)
        return CompositionLoader(environment: [:]).load(folder: path)
    }

    /// Opening a pipe waits for somebody who writes to it: the load would never end.
    @Test(arguments: ["pipe.yaml", "gateway.yaml"])
    func aPipeIsNotOpened(name: String) throws {
        let result = try Self.load { path in
            try? FileManager.default.removeItem(atPath: path + "/" + name)
            try #require(mkfifo(path + "/" + name, 0o600) == 0)
        }
        #expect(result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == ["\(name):1:1 file-unreadable"])
    }

    @Test func aLinkToAPipeIsNotOpened() throws {
        let result = try Self.load { path in
            try #require(mkfifo(path + "/pipe", 0o600) == 0)
            try FileManager.default.createSymbolicLink(atPath: path + "/p.yaml", withDestinationPath: "pipe")
        }
        #expect(result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == ["p.yaml:1:1 file-unreadable"])
    }

    @Test func aSocketIsNotAFile() throws {
        let result = try Self.load { path in
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            let name = Array((path + "/s.yaml").utf8)
            try #require(name.count < MemoryLayout.size(ofValue: address.sun_path))
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
            let status = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            try #require(status == 0)
        }
        #expect(result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == ["s.yaml:1:1 file-unreadable"])
    }

    @Test(arguments: ["/dev/zero", "/dev/stdin", "/proc/self/environ", "x.yaml/y", "self.yaml"])
    func aLinkToWhatIsNoFileOfTheFolderIsNotRead(target: String) throws {
        let result = try Self.load { path in
            try FileManager.default.createSymbolicLink(atPath: path + "/self.yaml", withDestinationPath: target)
        }
        #expect(result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == ["self.yaml:1:1 file-unreadable"])
    }

    @Test func aFolderInPlaceOfTheGatewayIsAGatewayThatIsMissing() throws {
        let result = try Self.load { path in
            try FileManager.default.removeItem(atPath: path + "/gateway.yaml")
            try FileManager.default.createDirectory(
                atPath: path + "/gateway.yaml", withIntermediateDirectories: false)
        }
        #expect(result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == ["gateway.yaml:1:1 gateway-missing"])
    }

    /// Deeper folders are not looked into, and names may be what the file system allows.
    @Test func oddNamesAndDepthsAreNoTrouble() throws {
        let result = try Self.load { path in
            let deep = path + String(repeating: "/d", count: 40)
            try FileManager.default.createDirectory(atPath: deep, withIntermediateDirectories: true)
            try Data("{".utf8).write(to: URL(fileURLWithPath: deep + "/deep.yaml"))
            for name in ["a\u{1B}[2Jb.yaml", "new\nline.yaml", String(repeating: "x", count: 250) + ".yaml"] {
                try Data("{".utf8).write(to: URL(fileURLWithPath: path + "/" + name))
            }
        }
        #expect(result.diagnostics.count == 3)
        #expect(!result.rendered.unicodeScalars.contains("\u{1B}"))
        #expect(result.fileCount == 5)
    }

    @Test func tenThousandFilesAreLoaded() throws {
        let result = try Self.load { path in
            for index in 0..<10_000 {
                let folder = "\(path)/team\(index % 100)"
                if index < 100 {
                    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
                }
                let text = "endpoint: GET /e\(index)/{id}\ncalls: { a: { service: users, get: \"/x/{path.id}\" } }\n"
                try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/e\(index).yaml"))
            }
        }
        #expect(result.plan?.endpoints.count == 10_001)
        #expect(result.diagnostics.isEmpty)
    }
}
