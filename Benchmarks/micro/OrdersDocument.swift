/// Makes the documents that are measured: a list of orders as a shop's API would answer, the same every time.
struct OrdersDocument {
    private var random: UInt64 = 0x5DEE_CE66_D0C0_FFEE
    private let isIndented: Bool

    /// A list of orders of at least so many bytes; indented by two spaces or without any white space.
    static func text(atLeast bytes: Int, indented: Bool) -> [UInt8] {
        text(indented: indented) { _, written in written < bytes }
    }

    /// A list of so many orders, at least one, without any white space.
    static func text(orders count: Int) -> [UInt8] {
        text(indented: false) { orders, _ in orders < count }
    }

    /// A list of orders that goes on while `goesOn` says so of the orders and the bytes so far.
    private static func text(indented: Bool, while goesOn: (_ orders: Int, _ bytes: Int) -> Bool) -> [UInt8] {
        var maker = OrdersDocument(isIndented: indented)
        var text = indented ? "{\n  \"items\": [\n" : "{\"items\":["
        var index = 0
        repeat {
            if index > 0 { text += indented ? ",\n" : "," }
            text += maker.order(index)
            index += 1
        } while goesOn(index, text.utf8.count)
        text += indented ? "\n  ],\n  \"total\": \(index)\n}\n" : "],\"total\":\(index)}"
        return Array(text.utf8)
    }

    private init(isIndented: Bool) {
        self.isIndented = isIndented
    }

    private mutating func order(_ index: Int) -> String {
        var headers = [
            "\"id\": \(1_000_000 + index * 17)",
            "\"customerId\": \"c-\(next(900_000) + 100_000)\"",
            "\"status\": \"\(["open", "paid", "shipped", "delivered", "returned"][next(5)])\"",
            "\"placedAt\": \"2026-0\(next(9) + 1)-1\(next(10))T0\(next(10)):2\(next(10)):3\(next(10))Z\"",
            "\"total\": {\"amount\": \(next(900)).\(next(90) + 10), \"currency\": \"EUR\"}",
            "\"gift\": \(next(4) == 0)",
            "\"coupon\": \(next(3) == 0 ? "\"SPRING-\(next(1000))\"" : "null")",
            "\"shipTo\": {\"name\": \"\(["Ada Lovelace", "Alan Turing", "J\u{fc}rgen M\u{fc}ller"][next(3)])\", "
                + "\"street\": \"Lange Stra\u{df}e \(next(200))\", \"city\": \"Hamburg\", \"zip\": \"2\(next(9000) + 1000)\"}",
        ]
        let lines = (0...next(4)).map { _ in
            "{\"sku\": \"SKU-\(next(90_000) + 10_000)\", \"title\": \"Coffee grinder, hand made, steel \(next(40)) mm\", "
                + "\"quantity\": \(next(5) + 1), \"price\": \(next(300)).\(next(90) + 10), \"weight\": 0.\(next(999))}"
        }
        headers.append("\"lines\": [\(lines.joined(separator: ", "))]")
        if next(8) == 0 { headers.append("\"note\": \"please ring \\\"twice\\\"\\nthen leave it at the door\"") }
        if isIndented {
            return "    {\n      " + headers.map(spread).joined(separator: ",\n      ") + "\n    }"
        }
        return "{" + headers.joined(separator: ",").replacingSeparators() + "}"
    }

    /// Breaks the nested containers of a field into lines, as a pretty printer does.
    private func spread(_ header: String) -> String {
        var text = ""
        var depth = 3
        var isQuoted = false
        var isEscaped = false
        func indent() -> String { "\n" + String(repeating: "  ", count: depth) }
        for character in header {
            if isQuoted {
                text.append(character)
                isQuoted = character != "\"" || isEscaped
                isEscaped = character == "\\" && !isEscaped
                continue
            }
            switch character {
            case "\"":
                isQuoted = true
                text.append(character)
            case "{", "[":
                depth += 1
                text += String(character) + indent()
            case "}", "]":
                depth -= 1
                text += indent() + String(character)
            case ",":
                text += "," + indent()
            case " " where text.hasSuffix(" ") || text.hasSuffix("\n"):
                break
            default:
                text.append(character)
            }
        }
        return text
    }

    /// A number below `bound` from a linear congruential generator (Knuth's constants).
    private mutating func next(_ bound: Int) -> Int {
        random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int(random >> 33) % bound
    }
}

extension String {
    /// The text without the space after each `": "` and `", "` that stands before a quote, bracket or digit.
    fileprivate func replacingSeparators() -> String {
        var text = ""
        var isQuoted = false
        var isEscaped = false
        for character in self {
            if !isQuoted && character == " " { continue }
            text.append(character)
            if isQuoted {
                isQuoted = character != "\"" || isEscaped
                isEscaped = character == "\\" && !isEscaped
            } else {
                isQuoted = character == "\""
            }
        }
        return text
    }
}
