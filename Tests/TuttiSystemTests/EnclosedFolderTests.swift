import Foundation
import FilesOnDisk
import Testing

@testable import TuttiSystem

/// What can be opened within a folder, and that nothing outside of it can.
@Suite struct EnclosedFolderTests {
    private static func folder() throws -> FolderOnDisk {
        let folder = try FolderOnDisk()
        try folder.write("secret", to: "secret")
        try folder.write("a", to: "public/a")
        try folder.write("b", to: "public/sub/b")
        try folder.link("public/inside", to: "sub/b")
        try folder.link("public/up-and-down", to: "sub/../a")
        try folder.link("public/sub-again", to: "sub")
        try folder.link("public/out", to: "../secret")
        try folder.link("public/out-folder", to: "..")
        try folder.link("public/absolute", to: folder.path + "/public/a")
        try folder.link("public/process", to: "/proc/self/environ")
        try folder.link("public/circle", to: "circle")
        folder.makePipe("public/pipe")
        return folder
    }

    private static func text(_ entry: EnclosedFolder.Entry) -> String {
        switch entry {
        case .file(let file):
            (try? file.read(from: 0, atMost: 100)).map { String(decoding: $0, as: UTF8.self) } ?? "unreadable"
        case .folder: "folder"
        case .nothing: "nothing"
        case .forbidden: "forbidden"
        case .exhausted: "exhausted"
        case .failed(let error): "failed: \(error)"
        }
    }

    @Test(
        arguments: [
            ("a", "a", "a"), ("sub/b", "b", "b"), ("", "folder", "folder"), ("sub", "folder", "folder"),
            ("inside", "b", "nothing"), ("up-and-down", "a", "nothing"), ("sub-again/b", "b", "nothing"),
            ("nowhere", "nothing", "nothing"), ("a/b", "nothing", "nothing"),
            ("../secret", "nothing", "nothing"), ("sub/../../secret", "nothing", "nothing"),
            ("/etc/passwd", "nothing", "nothing"), ("out", "nothing", "nothing"),
            ("out-folder/secret", "nothing", "nothing"), ("absolute", "nothing", "nothing"),
            ("process", "nothing", "nothing"), ("circle", "nothing", "nothing"), ("pipe", "nothing", "nothing"),
            ("a\0.txt", "nothing", "nothing"), (String(repeating: "x", count: 300), "nothing", "nothing"),
        ])
    func whatIsAtAPath(path: String, opened: String, onOldSystems: String) throws {
        let folder = try Self.folder()
        let enclosed = EnclosedFolder(folder.path + "/public")
        #expect(Self.text(enclosed.open(path)) == opened)
        #expect(Self.text(enclosed.openBySegments(path)) == onOldSystems)
    }

    @Test func aFolderThatIsNotThereIsSaid() {
        #expect(Self.text(EnclosedFolder("/nowhere/at/all").open("a")) == "failed: No such file or directory")
    }

    @Test func aFileIsReadFromAPlaceUpToItsEnd() throws {
        let folder = try FolderOnDisk()
        try folder.write("0123456789", to: "a")
        guard case .file(let file) = EnclosedFolder(folder.path).open("a") else {
            Issue.record("no file")
            return
        }
        #expect(file.state.size == 10 && file.state.seconds == 1_700_000_000)
        #expect(try file.read(from: 7, atMost: 2) == Array("78".utf8))
        #expect(try file.read(from: 7, atMost: 100) == Array("789".utf8))
        #expect(try file.read(from: 10, atMost: 100).isEmpty)
        #expect(file.isUnchanged)
    }

    @Test func aFileThatWasWrittenToIsNotWhatItWas() throws {
        let folder = try FolderOnDisk()
        try folder.write("0123456789", to: "a")
        guard case .file(let file) = EnclosedFolder(folder.path).open("a") else {
            Issue.record("no file")
            return
        }
        let stream = fopen(folder.path + "/a", "w")
        fputs("another", stream)
        fclose(stream)
        #expect(!file.isUnchanged)
    }
}
