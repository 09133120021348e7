/// A hash of bcrypt (Provos, Mazières 1999), as files have it: `$2b$12$` and 53 characters.
package struct PasswordHash: Sendable, Hashable {
    /// The costs that are computed: the work doubles with each, and 14 takes about a second.
    package static let costs = 4...14
    /// How many bytes of a password count: bcrypt takes no more.
    package static let longestPassword = 72

    /// The hash as it was written.
    package let text: String
    /// The logarithm of the rounds.
    package let cost: Int

    /// Takes a hash apart; nil for what is none, or one of another cost.
    ///
    /// `$2b$`, `$2y$` and `$2a$` are the same with what computes them here. `$2x$` is of an implementation that was wrong.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 60, bytes[0] == UInt8(ascii: "$"), bytes[1] == UInt8(ascii: "2"),
            [UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "y")].contains(bytes[2]),
            bytes[3] == UInt8(ascii: "$"), bytes[6] == UInt8(ascii: "$"),
            bytes[4...5].allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            bytes[7...].allSatisfy(Self.isDigit)
        else { return nil }
        cost = Int(bytes[4] - UInt8(ascii: "0")) * 10 + Int(bytes[5] - UInt8(ascii: "0"))
        guard Self.costs.contains(cost) else { return nil }
        self.text = text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }

    /// A hash that no known password has, as much work as any other one of that cost.
    package static func dummy(cost: Int) -> PasswordHash? {
        PasswordHash("$2b$\(cost < 10 ? "0" : "")\(cost)$abcdefghijklmnopqrstuu" + String(repeating: ".", count: 31))
    }
}
