import Testing

@testable import TuttiServer

@Suite struct RequestIDsTests {
    @Test func idsDifferAndAreAcceptable() {
        var first = RequestIDs()
        var second = RequestIDs()
        let ids = (0..<5000).flatMap { _ in [first.next(), second.next()] }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.utf8.count == 15 && RequestIDs.isAcceptable($0) })
    }

    @Test(arguments: [
        ("a", true), ("A-b_c.9", true), (String(repeating: "x", count: 128), true),
        ("", false), (String(repeating: "x", count: 129), false), ("a b", false), ("a\"b", false), ("é", false),
        ("a\nb", false), ("a/b", false), ("{}", false),
    ])
    func acceptsWhatIsHarmless(id: String, isAcceptable: Bool) {
        #expect(RequestIDs.isAcceptable(id) == isAcceptable)
    }
}
