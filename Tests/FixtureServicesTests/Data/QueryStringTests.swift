import Testing

@testable import FixtureServices

@Suite struct QueryStringTests {
    @Test(arguments: [
        ("/x", []),
        ("/x?", []),
        ("/x?a=1&b=2", ["a=1", "b=2"]),
        ("/x?a", ["a="]),
        ("/x?a=b=c", ["a=b=c"]),
        ("/x?a=%2Fo%C3%A9", ["a=/oé"]),
        ("/x?a=%2", ["a=%2"]),
        ("/x?a=%zz%", ["a=%zz%"]),
        ("/x?a=1+2", ["a=1+2"]),
    ])
    func reads(_ target: String, _ expected: [String]) {
        #expect(QueryString.pairs(of: target).map { "\($0.name)=\($0.value)" } == expected)
    }
}
