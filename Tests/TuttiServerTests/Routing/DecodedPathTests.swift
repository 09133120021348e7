import Testing

@testable import TuttiRouting

@Suite struct DecodedPathTests {
    @Test(arguments: [
        ("/", []),
        ("/a", ["a"]),
        ("/a/", ["a", ""]),
        ("//", ["", ""]),
        ("/a//b", ["a", "", "b"]),
        ("/a%2Fb/c", ["a/b", "c"]),
        ("/%41%42c", ["ABc"]),
        ("/caf%C3%A9", ["café"]),
        ("/%f0%9f%8e%b5", ["🎵"]),
        ("/...", ["..."]),
        ("/.a/a./..b", [".a", "a.", "..b"]),
        ("/a+b", ["a+b"]),
        ("/%25", ["%"]),
        ("/%7Bid%7D", ["{id}"]),
    ])
    func isCutThenDecoded(path: String, segments: [String]) throws {
        let decoded = try DecodedPath(path[...])
        #expect((0..<decoded.count).map { decoded.text($0) } == segments)
    }

    @Test(arguments: [
        ("", DecodedPath.Defect.notAbsolute), ("a", .notAbsolute), ("*", .notAbsolute),
        ("/%", .escape), ("/%4", .escape), ("/%4g", .escape), ("/%%41", .escape), ("/a%2/b", .escape),
        ("/%+1", .escape),
        ("/%ff", .encoding), ("/%C3", .encoding), ("/%C3/%A9", .encoding), ("/%C0%AF", .encoding),
        ("/%ED%A0%80", .encoding),
        ("/%00", .nul), ("/a%00b", .nul),
        ("/.", .dotSegment), ("/..", .dotSegment), ("/a/../b", .dotSegment), ("/a/./b", .dotSegment),
        ("/%2e%2E/a", .dotSegment), ("/.%2e", .dotSegment),
    ])
    func refusesWhatHasNoOneMeaning(path: String, defect: DecodedPath.Defect) {
        #expect(throws: defect) { try DecodedPath(path[...]) }
    }
}
