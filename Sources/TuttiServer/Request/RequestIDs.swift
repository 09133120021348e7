/// Makes ids for requests whose client sent none; one per event loop.
///
/// An id has 15 characters, which Swift keeps inside the string itself: none is allocated. Eight of them (40 bits) are
/// random and the same until the counter in the other seven (35 bits) is used up. They identify requests and are
/// no secret.
struct RequestIDs {
    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
    private static let counterLength = 7

    private var text = [UInt8](repeating: UInt8(ascii: "0"), count: 15)
    private var counter: UInt64 = 0

    /// Ids that begin with a random text.
    init() {
        randomize()
    }

    /// The next id.
    mutating func next() -> String {
        counter &+= 1
        if counter >> 35 != 0 { randomize() }
        var rest = counter
        for index in stride(from: 14, through: 8, by: -1) {
            text[index] = Self.alphabet[Int(rest & 31)]
            rest >>= 5
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether an id that a client sent can be used: 1 to 128 letters, digits, `.`, `_` and `-`.
    ///
    /// It goes into log lines, headers and shells; an id with a character that could do harm there is replaced by one of our own.
    static func isAcceptable(_ id: String) -> Bool {
        (1...128).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }

    private mutating func randomize() {
        counter = 0
        for index in 0..<(15 - Self.counterLength) {
            text[index] = Self.alphabet[Int.random(in: 0..<Self.alphabet.count)]
        }
    }
}
