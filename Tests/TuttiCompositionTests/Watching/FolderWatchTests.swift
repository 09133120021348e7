import Foundation
import Testing
import TuttiResilience

@testable import TuttiComposition

/// A folder on disk, and a watch whose clock the test moves.
private final class WatchedFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-watch-\(UUID().uuidString)")
    private var watch: FolderWatch
    private var time = MonotonicTime.zero

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        try "services: {}".write(to: url.appendingPathComponent("gateway.yaml"), atomically: true, encoding: .utf8)
        watch = FolderWatch(loaded: FolderFingerprint(of: url.path))
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
        try? FileManager.default.removeItem(atPath: other)
    }

    func write(_ text: String, _ name: String = "gateway.yaml", atomically: Bool = false) throws {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: atomically, encoding: .utf8)
    }

    /// A file that is beside the folder.
    var other: String { url.path + ".pem" }

    /// The folder was loaded, and the other file with it.
    func readOther() {
        watch.filesWereRead([other: FileStamp(of: other)])
    }

    /// Looks; the time until the next look passes then.
    func look(effort: TimeSpan = .zero) -> FolderWatch.Action {
        let action = watch.looked(FolderFingerprint(of: url.path, files: watch.files), at: time, effort: effort)
        if case .look(let pause) = action { time = time + pause }
        return action
    }
}

@Suite struct FolderWatchTests {
    private static let atRest = FolderWatch.Action.look(after: FolderWatch.interval)
    private static let inUnrest = FolderWatch.Action.look(after: FolderWatch.settling)

    @Test func aFolderThatStaysAsItIsIsNotLoaded() throws {
        let folder = try WatchedFolder()
        for _ in 0..<5 { #expect(folder.look() == Self.atRest) }
    }

    @Test func aFileThatWasReadWithItIsLookedAtToo() throws {
        let folder = try WatchedFolder()
        folder.readOther()
        #expect(folder.look() == Self.atRest)
        try "text".write(toFile: folder.other, atomically: true, encoding: .utf8)
        #expect(folder.look() == Self.inUnrest)
        #expect(folder.look() == .load)
        folder.readOther()
        #expect(folder.look() == Self.atRest)
        try FileManager.default.removeItem(atPath: folder.other)
        #expect(folder.look() == Self.inUnrest)
        #expect(folder.look() == .load)
    }

    enum Change: CaseIterable {
        case writtenInPlace
        case putInPlace
        case newFile
        case newFolder
        case wrongName
        case olderThanBefore
    }

    @Test(arguments: Change.allCases) func aChangeIsLoadedOnceItHasSettled(change: Change) throws {
        let folder = try WatchedFolder()
        switch change {
        case .writtenInPlace: try folder.write("services: { }")
        case .putInPlace: try folder.write("services: {}", atomically: true)
        case .newFile: try folder.write("endpoint: GET /a", "a.yaml")
        case .newFolder: try folder.write("endpoint: GET /a", "team/deep/a.yaml")
        case .wrongName: try folder.write("", "a.YML")
        case .olderThanBefore:
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1)],
                ofItemAtPath: folder.url.appendingPathComponent("gateway.yaml").path)
        }
        #expect(folder.look() == Self.inUnrest)
        #expect(folder.look() == .load)
        #expect(folder.look() == Self.atRest, "a change is loaded once, however it went")
    }

    @Test(arguments: [".a.yaml", "a.yaml~", "a.txt", ".git/a.yaml", "4913"])
    func whatIsNotReadIsNotWatched(name: String) throws {
        let folder = try WatchedFolder()
        try folder.write("x", name)
        #expect(folder.look() == Self.atRest)
    }

    @Test func stepsOfOneChangeAreLoadedTogether() throws {
        let folder = try WatchedFolder()
        for step in 1...4 {
            try folder.write(String(repeating: " ", count: step))
            #expect(folder.look() == Self.inUnrest)
        }
        #expect(folder.look() == .load)
    }

    @Test func aFolderThatNeverComesToRestIsLoadedNowAndThen() throws {
        let folder = try WatchedFolder()
        var looks = 0
        repeat {
            looks += 1
            try folder.write(String(repeating: " ", count: looks))
        } while folder.look() != .load
        #expect(looks == 11, "2 s in steps of 200 ms")
    }

    @Test func aFolderThatIsGoneForAMomentIsNotLoaded() throws {
        let folder = try WatchedFolder()
        let away = folder.url.appendingPathExtension("away")
        try FileManager.default.moveItem(at: folder.url, to: away)
        for _ in 0..<3 { #expect(folder.look() == Self.inUnrest) }
        try FileManager.default.moveItem(at: away, to: folder.url)
        #expect(folder.look() == Self.atRest, "it is the same")
    }

    @Test func aFolderThatStaysAwayIsLoadedOnce() throws {
        let folder = try WatchedFolder()
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("gateway.yaml"))
        for _ in 0..<10 { #expect(folder.look() == Self.inUnrest) }
        #expect(folder.look() == .load)
        for _ in 0..<3 { #expect(folder.look() == Self.atRest) }
        try folder.write("services: {}")
        #expect(folder.look() == Self.inUnrest)
        #expect(folder.look() == .load)
    }

    /// Kubernetes: `gateway.yaml` leads to `..data/gateway.yaml`, `..data` to a folder, and a rename swaps `..data`.
    @Test func theLinksOfAConfigMapAreFollowed() throws {
        let folder = try WatchedFolder()
        let files = FileManager.default
        let gateway = folder.url.appendingPathComponent("gateway.yaml").path
        try files.removeItem(atPath: gateway)
        for version in 1...2 { try folder.write("services: {}", "..version\(version)/gateway.yaml") }
        let data = folder.url.appendingPathComponent("..data").path
        try files.createSymbolicLink(atPath: data, withDestinationPath: "..version1")
        try files.createSymbolicLink(atPath: gateway, withDestinationPath: "..data/gateway.yaml")
        #expect(folder.look() == Self.inUnrest)
        #expect(folder.look() == .load)

        try files.createSymbolicLink(atPath: data + "_tmp", withDestinationPath: "..version2")
        #expect(rename(data + "_tmp", data) == 0)
        #expect(folder.look() == Self.inUnrest)
        #expect(folder.look() == .load)
        #expect(folder.look() == Self.atRest)
    }

    @Test func aFolderThatTakesLongToLookAtIsLookedAtLessOften() throws {
        let folder = try WatchedFolder()
        #expect(folder.look(effort: .milliseconds(9)) == Self.atRest)
        #expect(folder.look(effort: .milliseconds(100)) == .look(after: .seconds(5)))
    }
}
