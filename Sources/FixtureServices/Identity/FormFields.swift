/// Parameters of a query or a form (`application/x-www-form-urlencoded`).
struct FormFields {
    private let values: [String: [String]]

    /// The parameters of a form.
    init(_ text: String) {
        values = Dictionary(
            text.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return (Self.decoded(parts[0]), [parts.count > 1 ? Self.decoded(parts[1]) : ""])
            }, uniquingKeysWith: +)
    }

    /// Those of a request: of its body if it has some, and else of its query.
    init(_ request: FixtureRequest) {
        let query = request.target.firstIndex(of: "?").map { request.target[request.target.index(after: $0)...] } ?? ""
        self.init(request.body.isEmpty ? String(query) : request.text)
    }

    /// The value of a parameter; nil for one that is missing, empty or there twice (RFC 6749, 3.1).
    subscript(_ name: String) -> String? {
        guard let values = values[name], values.count == 1, values[0] != "" else { return nil }
        return values[0]
    }

    /// The parameters that are there once.
    var all: [(name: String, value: String)] {
        values.sorted { $0.key < $1.key }.compactMap { $0.value.count == 1 ? ($0.key, $0.value[0]) : nil }
    }

    /// Undoes the coding of a form.
    static func decoded(_ text: Substring) -> String {
        QueryString.decoded(Substring(text.map { $0 == "+" ? " " : $0 }))
    }

    /// A text as a value of a query.
    static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
    }
}
