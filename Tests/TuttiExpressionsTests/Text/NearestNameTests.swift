import Testing
import TuttiExpressions

/// Which name was meant by a mistyped one.
@Suite struct NearestNameTests {
    private static let names = ["user", "users", "orders", "timeout", "connect-timeout", "length", "join"]

    @Test(arguments: [
        ("usr", "user"), ("User", "user"), ("uesr", "user"), ("usre", "user"), ("oders", "orders"),
        ("timout", "timeout"), ("tiemotu", "timeout"), ("conect-timeuot", "connect-timeout"), ("lenght", "length"),
        ("joins", "join"),
    ])
    func findsTheNearest(typed: String, meant: String) {
        #expect(NearestName.to(typed, among: Self.names) == meant)
    }

    @Test(arguments: ["", "x", "us", "size", "tmot", "connection", String(repeating: "x", count: 65)])
    func findsNoneThatIsFar(typed: String) {
        #expect(NearestName.to(typed, among: Self.names) == nil)
    }

    @Test func findsNothingAmongNothing() {
        #expect(NearestName.to("user", among: []) == nil)
        #expect(NearestName.to("x", among: [""]) == nil)
    }
}
