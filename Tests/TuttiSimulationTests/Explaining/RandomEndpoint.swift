import SeededRandom

/// Endpoints whose calls read each other in all the ways there are, with a test in which all is well.
struct RandomEndpoint {
    private var random: SeededGenerator

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    static let gateway = "services: { s: { instances: [\"http://s\"] } }\n"

    /// The file: every call answers `{"v":"1"}`.
    mutating func text() -> String {
        let count = Int.random(in: 1...5, using: &random)
        let calls = (0..<count).map { call($0, of: count) }
        let shown = (0..<count).map { "  c\($0): \(section($0, of: count))" } + ["  fixed: 1"]
        var lines = ["endpoint: GET /x/{id}"]
        if chance(2) { lines.append("status: { partial: 206, c0: { reset: 418, expression: 420 } }") }
        lines += ["calls:"] + calls
        // Without `response` each call is shown under its name.
        if !chance(4) { lines += ["response:"] + shown }
        lines += [
            "tests:", "  - name: all", "    request: GET /x/7",
            "    services: { s: { \"*\": { body: { v: \"1\" } } } }", "    expect: { status: 200 }",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private mutating func call(_ index: Int, of count: Int) -> String {
        var path = "/c\(index)/{path.id}"
        var query: [String] = []
        var keys: [String] = []
        var when: String?
        for other in 0..<index where chance(2) {
            switch Int.random(in: 0..<8, using: &random) {
            case 0: path += "/{c\(other).v}"
            case 1: path += "/{c\(other).v || 'none'}"
            case 2: path += "/{c\(other).v || ''}"
            case 3: query.append("q\(other): c\(other).v")
            case 4: query.append("q\(other): c\(other).v || 'none'")
            case 5: when = "c\(other).v"
            case 6: when = "c\(other) != null"
            default: when = "meta.c\(other).outcome == 'ok'"
            }
        }
        if !query.isEmpty { keys.append("query: { \(query.joined(separator: ", ")) }") }
        if let when { keys.append("when: \"\(when)\"") }
        if chance(5) { keys.append("required: true") }
        if chance(3) { keys.append("otherwise: \(fallback(index, of: count))") }
        return "  c\(index): { service: s, get: \"\(path)\"\(keys.map { ", " + $0 }.joined()) }"
    }

    private mutating func fallback(_ index: Int, of count: Int) -> String {
        switch Int.random(in: 0..<6, using: &random) {
        case 0: "{ v: \"'s'\" }"
        case 1: "[]"
        case 2: "{ value: null }"
        case 3: "[stale, { value: null }, { v: \"'t'\" }]"
        case 4 where index > 0: "{ v: \"c\(index - 1).v || 'x'\" }"
        case 5: "stale"
        default: "0"
        }
    }

    private mutating func section(_ index: Int, of count: Int) -> String {
        let other = Int.random(in: 0..<count, using: &random)
        return switch Int.random(in: 0..<10, using: &random) {
        case 0: "c\(index)"
        case 1: "\"c\(index) != null\""
        case 2: "\"join('-', [c\(index).v])\""
        case 3: "\"{ a: c\(index).v, b: c\(other).v }\""
        case 4: "{ a: c\(index).v, b: [c\(index), \"c\(other).v || 'none'\"] }"
        case 5: "[\"meta.c\(index).outcome == 'ok'\", c\(index)]"
        case 6: "\"c\(index).v || c\(other).v\""
        case 7: "\"c\(index) && meta.c\(other).reason\""
        default: "c\(index).v"
        }
    }

    private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
}
