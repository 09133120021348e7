internal import TuttiJSON
internal import TuttiResilience

/// Reads scalars that must be of one kind; nil after a diagnostic.
struct ScalarReader {
    let diagnostics: DiagnosticCollector

    /// The text of any scalar but null.
    func text(_ node: YAMLNode, _ what: String, help: String? = nil) -> YAMLScalar? {
        if node.isBroken { return nil }
        guard let scalar = node.scalar, scalar.kind != .null else {
            diagnostics.error(.wrongType, at: node.span, "\(what) must be text, not \(node.kindInWords)", help: help)
            return nil
        }
        return scalar
    }

    func bool(_ node: YAMLNode, _ what: String, help usual: String? = nil) -> Bool? {
        if node.isBroken { return nil }
        if case .bool(let value)? = node.scalar?.kind { return value }
        var help = usual
        if let text = node.scalar?.text.lowercased() {
            if ["yes", "on"].contains(text) { help = "write `true`" }
            if ["no", "off"].contains(text) { help = "write `false`" }
        }
        diagnostics.error(
            .wrongType, at: node.span, "\(what) must be true or false, not \(node.kindInWords)", help: help)
        return nil
    }

    func integer(_ node: YAMLNode, _ what: String, in range: ClosedRange<Int>, help: String? = nil) -> Int? {
        if node.isBroken { return nil }
        guard let scalar = node.scalar, case .number(let number) = scalar.kind else {
            let quoted = node.scalar.flatMap { Int($0.text) }.map { "write it without quotes: `\($0)`" }
            diagnostics.error(
                .wrongType, at: node.span, "\(what) must be a number, not \(node.kindInWords)", help: quoted ?? help)
            return nil
        }
        guard let value = Int(number.text), range.contains(value) else {
            diagnostics.error(
                .invalidNumber, at: node.span,
                "\(what) must be a whole number, \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    /// A share: above 0, at most 1.
    func ratio(_ node: YAMLNode, _ what: String) -> Double? {
        if node.isBroken { return nil }
        guard let scalar = node.scalar, case .number(let number) = scalar.kind else {
            let help = node.scalar?.text.hasSuffix("%") == true ? "50% is written 0.5" : nil
            diagnostics.error(
                .wrongType, at: node.span, "\(what) must be a number, not \(node.kindInWords)", help: help)
            return nil
        }
        guard let value = Double(number.text), value > 0, value <= 1 else {
            diagnostics.error(
                .invalidNumber, at: node.span, "\(what) must be above 0 and at most 1", help: "50 % is written 0.5")
            return nil
        }
        return value
    }

    /// `300ms`, `2s`, `5m`, `1h`: above zero, at most a day.
    func duration(
        _ node: YAMLNode, _ what: String, help standard: String = "write it like `300ms`, `2s` or `5m`"
    ) -> TimeSpan? {
        func fail(_ message: String, help: String? = nil) -> TimeSpan? {
            let help = help ?? standard
            diagnostics.error(.invalidDuration, at: node.span, message, help: help)
            return nil
        }
        if node.isBroken { return nil }
        guard let scalar = node.scalar, scalar.kind != .null else {
            diagnostics.error(
                .wrongType, at: node.span, "\(what) must be a duration, not \(node.kindInWords)", help: standard)
            return nil
        }
        let text = scalar.text
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count)
        guard !digits.isEmpty else { return fail("\(what) must be a duration, and `\(text)` is none") }
        if unit.isEmpty { return fail("\(what) needs a unit", help: "`\(text)ms`, `\(text)s` or `\(text)m`") }
        guard let nanoseconds = Self.units[String(unit)] else {
            let nearest = Self.nearestDuration(text).map { "did you mean `\($0)`?" }
            return fail(
                "`\(text)` is not a duration: a whole number and `ms`, `s`, `m` or `h`",
                help: nearest)
        }
        guard digits.contains(where: { $0 != "0" }) else { return fail("\(what) must be above zero") }
        guard let count = Int64(digits), !count.multipliedReportingOverflow(by: nanoseconds).overflow,
            count * nanoseconds <= Self.day
        else { return fail("\(what) must be at most a day (`24h`)") }
        return TimeSpan(nanoseconds: count * nanoseconds)
    }

    /// `64KiB`, `1MiB`, or bytes without a unit: above zero, at most 1 GiB.
    func size(_ node: YAMLNode, _ what: String) -> Int? {
        func fail(_ message: String, help: String = "write it like `64KiB` or `1MiB`") -> Int? {
            diagnostics.error(.invalidSize, at: node.span, message, help: help)
            return nil
        }
        if node.isBroken { return nil }
        guard let scalar = node.scalar, scalar.kind != .null else {
            diagnostics.error(
                .wrongType, at: node.span, "\(what) must be a size, not \(node.kindInWords)",
                help: "write it like `64KiB` or `1MiB`")
            return nil
        }
        let digits = scalar.text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, let unit = Self.sizes[String(scalar.text.dropFirst(digits.count))] else {
            return fail(
                "`\(scalar.text)` is not a size: a whole number and `KiB`, `MiB` or `GiB`, or bytes without a unit",
                help: Self.nearestSize(scalar.text, digits) ?? "write it like `64KiB` or `1MiB`")
        }
        guard digits.contains(where: { $0 != "0" }) else { return fail("\(what) must be above zero") }
        guard let count = Int(digits), count <= Self.largestSize / unit else {
            return fail("\(what) must be at most `1GiB`")
        }
        return count * unit
    }

    /// What `1sec`, `0.5s`, `2hrs` and `5 minutes` are here.
    private static func nearestDuration(_ text: String) -> String? {
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
        guard let value = Double(number), value > 0, value < 1_000_000,
            let (_, milliseconds) = longUnits.first(where: { $0.0.contains(unit) })
        else { return nil }
        let time = (value * milliseconds).rounded()
        guard time >= 1, time <= Double(day / 1_000_000) else { return nil }
        for (unit, size) in [("h", 3_600_000.0), ("m", 60_000.0), ("s", 1_000.0)]
        where time.truncatingRemainder(dividingBy: size) == 0 {
            return "\(Int(time / size))\(unit)"
        }
        return "\(Int(time))ms"
    }

    private static let longUnits: [([String], Double)] = [
        (["ms", "msec", "msecs", "millis", "milliseconds"], 1), (["s", "sec", "secs", "second", "seconds"], 1_000),
        (["m", "min", "mins", "minute", "minutes"], 60_000), (["h", "hr", "hour", "hours"], 3_600_000),
        (["d", "day", "days"], 86_400_000),
    ]

    /// A duration as a file has it, in the largest unit that it is a whole number of: `2s`.
    static func text(ofDuration span: TimeSpan) -> String {
        for (unit, size) in units.sorted(by: { $0.value > $1.value }) where span.nanoseconds % size == 0 {
            return "\(span.nanoseconds / size)\(unit)"
        }
        return "\(span.milliseconds)ms"
    }

    /// A size as a file has it, in the largest unit that it is a whole number of: `1MiB`.
    static func text(ofSize bytes: Int) -> String {
        for (unit, size) in sizes.sorted(by: { $0.value > $1.value }) where bytes % size == 0 {
            return "\(bytes / size)\(unit)"
        }
        return "\(bytes)"
    }

    private static let day: Int64 = 86_400_000_000_000
    private static let units: [String: Int64] = [
        "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
    ]
    /// 1 GiB.
    static let largestSize = 1 << 30
    private static let sizes = ["": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30]

    private static func nearestSize(_ text: String, _ digits: Substring) -> String? {
        guard let letter = text.dropFirst(digits.count).drop(while: { $0 == " " }).first?.uppercased(),
            "KMG".contains(letter),
            !digits.isEmpty
        else { return nil }
        return "did you mean `\(digits)\(letter)iB`?"
    }
}
