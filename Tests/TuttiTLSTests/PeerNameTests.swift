import Testing

@testable import TuttiTLS

/// Whom a certificate is for.
@Suite struct PeerNameTests {
    @Test(arguments: [
        ("orders.internal", ["a.internal", "Orders.internal"]), ("ORDERS.internal.", ["orders.internal"]),
        ("orders.internal", ["*.internal"]), ("a.b.c", ["*.B.c"]),
    ])
    func isTheNameOrThatOfAWildcard(_ name: String, _ names: [String]) {
        #expect(PeerName(name).isAmong(names))
    }

    @Test(arguments: [
        ("orders.internal", []), ("orders.internal", ["internal", "orders", "xorders.internal", "orders.internal.x"]),
        ("a.b.c", ["*.c", "*.a.b.c", "*", "*b.c", "a.*.c", "*."]), ("internal", ["*.internal", "*."]), ("", ["*."]),
        ("127.0.0.1", ["127.0.0.2"]),
    ])
    func isNoOther(_ name: String, _ names: [String]) {
        #expect(!PeerName(name).isAmong(names))
    }
}
