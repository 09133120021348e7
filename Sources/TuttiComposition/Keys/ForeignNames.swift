/// Names that other tools have for something, and what to write here: no search for the nearest name finds it.
struct ForeignNames: Sendable, ExpressibleByStringLiteral {
    let names: [String]
    /// What to do; nil says what the key is called here.
    let help: String?

    /// Names with a help of their own.
    init(_ names: String..., help: String) {
        self.names = names
        self.help = help
    }

    /// One name of a key that is only called differently here.
    init(stringLiteral name: String) {
        names = [name]
        help = nil
    }
}
