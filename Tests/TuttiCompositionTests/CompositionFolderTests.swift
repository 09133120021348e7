import Foundation
import Testing
import TuttiComposition
import TuttiPlan

/// Folders on disk.
@Suite struct CompositionFolderTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)").path

        init(_ files: [String: Data]) throws {
            for (name, data) in files {
                let file = URL(fileURLWithPath: path + "/" + name)
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: file)
            }
        }

        func load() -> LoadResult { CompositionLoader(environment: [:]).load(folder: path) }

        deinit { try? FileManager.default.removeItem(atPath: path) }
    }

    private static let gateway = Data(Sample.gateway.utf8)
    private static let endpoint = Data("endpoint: GET /x\ncalls: { a: { service: users, get: /x } }\n".utf8)

    @Test func readsEveryYAMLFileBelowItAndNoOther() throws {
        let folder = try Folder([
            "gateway.yaml": Self.gateway, "teams/shop/x.yaml": Self.endpoint, "notes.txt": Data("{".utf8),
            ".hidden.yaml": Data("{".utf8),
            ".git/x.yaml": Data("{".utf8),
        ])
        let result = folder.load()
        #expect(result.diagnostics.isEmpty)
        #expect(result.plan?.endpoints.map { String(describing: $0.position) } == ["teams/shop/x.yaml:1:11"])
        #expect(result.fileCount == 2)
    }

    @Test func saysTheSameHoweverManyThreadsRead() {
        // Mistakes in every third file, more of them than are kept in one of them, and endpoints in the others.
        let files = (0..<40).map { number -> (name: String, text: String) in
            let text =
                number % 3 > 0
                ? "endpoint: GET /x\(number)\ncalls: { a: { service: users, get: /x } }\n"
                : (0...number * 20).map { "wrong\($0): 1\n" }.joined()
            return ("\(number).yaml", text)
        }
        let all = [(name: "gateway.yaml", text: Sample.gateway)] + files
        let sound = [(name: "gateway.yaml", text: Sample.gateway)] + files.enumerated().filter { $0.0 % 3 > 0 }.map(\.1)
        func load(_ files: [(name: String, text: String)], _ threads: Int) -> LoadResult {
            CompositionLoader(environment: [:], threadLimit: threads).load(files: files)
        }
        #expect(load(all, 8).diagnostics == load(all, 1).diagnostics)
        #expect(load(all, 8).errorCount > 1_000)
        let positions = load(sound, 8).plan?.endpoints.map { String(describing: $0.position) }
        #expect(positions == load(sound, 1).plan?.endpoints.map { String(describing: $0.position) })
        #expect(positions?.count == 26)
    }

    @Test func followsLinksToFilesAndNotToFolders() throws {
        let folder = try Folder(["gateway.yaml": Self.gateway, "..data/x.yaml": Self.endpoint])
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/x.yaml", withDestinationPath: "..data/x.yaml")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/loop", withDestinationPath: ".")
        let result = folder.load()
        #expect(result.plan?.endpoints.count == 1)
        #expect(result.fileCount == 2)
    }

    @Test func namesWhatCannotBeRead() throws {
        let folder = try Folder([
            "gateway.yaml": Self.gateway,
            "big.yaml": Data(repeating: 0x23, count: 10 << 20),
            "latin.yaml": Data("endpoint: GET /x\nsummary: caf".utf8) + Data([0xE9, 0x0A]),
            "sub/gateway.yaml": Self.gateway,
            "x.YAML": Self.endpoint,
            "y.yaml/z.yaml": Self.endpoint,
        ])
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/gone.yaml", withDestinationPath: "nowhere")
        let result = folder.load()
        #expect(
            result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == [
                "big.yaml:1:1 file-too-large", "gone.yaml:1:1 file-unreadable", "latin.yaml:2:13 invalid-utf8",
                "sub/gateway.yaml:1:1 gateway-misplaced", "x.YAML:1:1 file-not-read",
            ])
        #expect(result.rendered.contains("big.yaml:1:1: error: this file is larger than 1 MiB\nhelp: "))
        #expect(result.plan == nil)
    }

    @Test func filesThatEndInYMLAreReadLikeOthers() throws {
        let result = try Folder(["gateway.yml": Self.gateway, "x.yml": Self.endpoint]).load()
        #expect(result.plan?.endpoints.count == 1, "\(result.rendered)")
        #expect(result.diagnostics.isEmpty)
    }

    @Test func twoFilesOfTheGatewayAreOneTooMany() throws {
        let result = try Folder([
            "gateway.yaml": Self.gateway, "gateway.yml": Self.gateway, "sub/gateway.yml": Self.gateway,
            "x.yml": Self.endpoint,
        ]).load()
        #expect(
            result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == [
                "gateway.yml:1:1 gateway-misplaced", "sub/gateway.yml:1:1 gateway-misplaced",
            ])
    }

    @Test func aFileOfTheLimitIsRead() throws {
        let filling = Data(repeating: 0x23, count: (1 << 20) - Self.endpoint.count)
        let folder = try Folder(["gateway.yaml": Self.gateway, "x.yaml": Self.endpoint + filling])
        #expect(folder.load().plan?.endpoints.count == 1)
    }

    @Test func aFolderWithoutGatewaySaysSoOnce() throws {
        let result = try Folder(["x.yaml": Self.endpoint]).load()
        #expect(result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == ["gateway.yaml:1:1 gateway-missing"])
    }

    @Test func aGatewayThatCannotBeReadIsNotMissing() throws {
        let result = try Folder(["gateway.yaml": Data([0xFF]), "x.yaml": Self.endpoint]).load()
        #expect(result.diagnostics.map { "\($0.position) \($0.code.rawValue)" } == ["gateway.yaml:1:1 invalid-utf8"])
    }

    @Test func noFolderIsAnError() throws {
        let folder = try Folder(["gateway.yaml": Self.gateway])
        for path in [folder.path + "/nowhere", folder.path + "/gateway.yaml"] {
            let result = CompositionLoader(environment: [:]).load(folder: path)
            #expect(result.diagnostics.map(\.code) == [.folderUnreadable])
            #expect(result.plan == nil)
        }
    }

    @Test func aFolderThatCannotBeReadIsNamedWithoutALine() {
        let diagnostics = CompositionLoader(environment: [:]).load(folder: "nosuch").diagnostics
        let text =
            ": error: there is no folder of this name\nhelp: give the folder that holds gateway.yaml, or call tutti in it\n"
        #expect(DiagnosticRenderer(prefix: "nosuch/").text(diagnostics) == "nosuch" + text)
        #expect(DiagnosticRenderer(prefix: "/").text(diagnostics) == "/" + text)
        #expect(DiagnosticRenderer().text(diagnostics) == "." + text)
    }

    // What is wrong with a file is shown with its text: a link to a secret showed the secret.
    @Test func doesNotFollowLinksOutOfTheFolder() throws {
        let secret = try Folder(["secret": Data("root:x:0\n".utf8)])
        let folder = try Folder(["gateway.yaml": Self.gateway, "x.yaml": Self.endpoint])
        let beside = folder.path + "-beside"
        try Data("root:x:0\n".utf8).write(to: URL(fileURLWithPath: beside))
        defer { try? FileManager.default.removeItem(atPath: beside) }
        for (link, target) in [
            ("a", secret.path + "/secret"), ("b", "../" + URL(fileURLWithPath: beside).lastPathComponent),
        ] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.path + "/\(link).yaml", withDestinationPath: target)
        }
        let result = folder.load()
        #expect(result.marks == ["1:1 file-unreadable", "1:1 file-unreadable"])
        #expect(!result.rendered.contains("root"))
    }

    @Test func theFolderItselfMayBeALink() throws {
        let folder = try Folder(["real/gateway.yaml": Self.gateway, "real/x.yaml": Self.endpoint])
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: "real")
        #expect(CompositionLoader(environment: [:]).load(folder: folder.path + "/link").plan != nil)
    }
}
