import Foundation
import Testing
import TuttiSystem

/// Files and folders on disk.
@Suite struct PlainFileTests {
    private final class Folder {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)").path

        init() throws {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: path) }

        func text(of name: String) -> String? { try? String(contentsOfFile: path + "/" + name, encoding: .utf8) }

        var names: [String] { FolderListing.names(in: path)?.sorted() ?? [] }
    }

    @Test func aFileIsReadUpToTheLimit() throws {
        let folder = try Folder()
        let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder.path + "/a"))
        #expect(PlainFile.read(folder.path + "/a", limit: 1 << 20) == bytes)
        #expect(PlainFile.read(folder.path + "/a", limit: 200_000) == bytes)
        #expect(PlainFile.read(folder.path + "/a", limit: 70_000) == Array(bytes.prefix(70_000)))
        #expect(PlainFile.read(folder.path + "/a", limit: 0)?.isEmpty == true)
    }

    /// A file of /proc has the size 0 and something in it all the same.
    @Test func theSizeOfAFileIsNotBelieved() {
        #expect((PlainFile.read("/proc/self/status", limit: 1 << 20)?.count ?? 0) > 100)
    }

    @Test func whatIsNoFileIsNotRead() throws {
        let folder = try Folder()
        #expect(PlainFile.read(folder.path, limit: 10) == nil)
        #expect(PlainFile.read(folder.path + "/nothing", limit: 10) == nil)
        #expect(PlainFile.read("/dev/null", limit: 10) == nil)
        try #require(mkfifo(folder.path + "/pipe", 0o600) == 0)
        #expect(PlainFile.read(folder.path + "/pipe", limit: 10) == nil)
    }

    @Test func aFileIsReplacedAndNothingIsLeftBeside() throws {
        let folder = try Folder()
        try PlainFile.write("one", to: folder.path + "/a")
        #expect(folder.text(of: "a") == "one")
        try #require(chmod(folder.path + "/a", 0o640) == 0)
        try PlainFile.write("two", to: folder.path + "/a")
        #expect(folder.text(of: "a") == "two")
        var status = stat()
        try #require(stat(folder.path + "/a", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o640)
        #expect(folder.names == ["a"])
    }

    @Test func aLinkStaysALink() throws {
        let folder = try Folder()
        try PlainFile.write("one", to: folder.path + "/a")
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/b", withDestinationPath: "a")
        try PlainFile.write("two", to: folder.path + "/b")
        #expect(folder.text(of: "a") == "two")
        #expect(RealPath.of(folder.path + "/b")?.hasSuffix("/a") == true)
    }

    @Test func whatIsNoFileIsWrittenTo() throws {
        try PlainFile.write("text", to: "/dev/null")
        var status = stat()
        try #require(stat("/dev/null", &status) == 0)
        #expect(status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func aRefusalIsSaidAsTheSystemSaysIt() throws {
        let folder = try Folder()
        let error = #expect(throws: SystemError.self) {
            try PlainFile.write("x", to: folder.path + "/nowhere/a")
        }
        #expect(error?.description == "No such file or directory")
        #expect(throws: SystemError.self) { try PlainFile.makeFolder("/dev/null/a") }
    }

    @Test func foldersAreMadeWithThoseTheyAreIn() throws {
        let folder = try Folder()
        for _ in 0..<2 { try PlainFile.makeFolder(folder.path + "/a/b/c") }
        #expect(FolderListing.names(in: folder.path + "/a/b") == ["c"])
        try PlainFile.write("x", to: folder.path + "/file")
        #expect(throws: SystemError.self) { try PlainFile.makeFolder(folder.path + "/file") }
        #expect(throws: SystemError.self) { try PlainFile.makeFolder(folder.path + "/file/a") }
    }

    @Test func aFolderIsListedWithHiddenNames() throws {
        let folder = try Folder()
        let long = String(repeating: "é", count: 127)
        for name in [".hidden", "b c", long] { try PlainFile.write("", to: folder.path + "/" + name) }
        #expect(folder.names == [".hidden", "b c", long].sorted())
        #expect(FolderListing.names(in: folder.path + "/nowhere") == nil)
        #expect(FolderListing.names(in: folder.path + "/b c") == nil)
    }

    @Test func variablesAreThoseOfTheProcess() {
        #expect(EnvironmentVariables.all["PATH"] == ProcessInfo.processInfo.environment["PATH"])
        #expect(EnvironmentVariables.all == ProcessInfo.processInfo.environment)
    }
}
