internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// Reads one limit.
struct LimitReader {
    /// What its expressions may read.
    let scope: EndpointScope
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// Reads a limit.
    ///
    /// - Parameters:
    ///   - node: where it stands.
    ///   - name: its name in gateway.yaml; nil for one that is written out.
    ///   - owner: what a limit that is written out belongs to, `GET /profile/{id}`.
    ///   - taken: the names of the limits beside it.
    ///   - shapes: what it reads, by slot, where that has types; nil for text.
    /// - Returns: the limit; nil after a mistake.
    func limit(
        _ node: YAMLNode, name: String?, owner: String = "", taken: Set<String> = [], shapes: [ValueShape]? = nil
    ) -> LimitPlan? {
        let errors = diagnostics.errorCount
        guard let mapping = MappingReader(node, LimitKeys.table, diagnostics) else { return nil }
        let allowed = allowed(mapping)
        let values = ValueCompiler(expressions: ExpressionCompiler(scope: scope, diagnostics: diagnostics))
        var uses: [CallUse] = []
        let by = mapping[LimitKeys.by].map { values.compile($0, into: &uses) }
        let cost = mapping[LimitKeys.cost].map { values.compile($0, into: &uses) }
        let withoutKey = mapping.valueOrDefault(LimitKeys.withoutKey)
        let isObserving = mapping.valueOrDefault(LimitKeys.observe)
        let whenUnreachable = mapping.valueOrDefault(LimitKeys.whenUnreachable)
        let keys = mapping.valueOrDefault(LimitKeys.keys)
        if by == nil { refuse([LimitKeys.withoutKey], without: LimitKeys.by, mapping) }
        scope.reportUnknownNames(to: diagnostics)
        guard diagnostics.errorCount == errors, let allowed, let withoutKey, let isObserving, let whenUnreachable,
            let keys
        else {
            scope.mention(node)
            return nil
        }
        if let shapes { DoubtCheck(diagnostics: diagnostics).run(scope.compiled, slots: shapes) }
        let subject: LimitPlan.Subject =
            switch by {
            case nil, .constant?: .everyone
            case .expression(let expression)? where expression.source == "client.address": .address
            case let value?: .value(value)
            }
        var ownName = name ?? allowed.short
        while name == nil, taken.contains(ownName) { ownName += "'" }
        return LimitPlan(
            name: ownName, id: name ?? "\(owner) \(ownName)", rule: allowed.rule,
            words: allowed.words, subject: subject, withoutKey: withoutKey, cost: cost,
            whenUnreachable: whenUnreachable,
            isObserving: isObserving, keys: subject == .everyone ? 1 : keys, layout: scope.layout,
            reads: subject == .address && cost == nil ? [] : scope.reads, readParameters: scope.readParameters,
            readsTypes: shapes != nil, textOfQuery: scope.textOfQuery)
    }

    /// How much is allowed, and how a limit without a name is called.
    private typealias Allowed = (rule: LimitRule, words: String, short: String)

    private func allowed(_ mapping: MappingReader) -> Allowed? {
        if let node = mapping[LimitKeys.quota] {
            refuse([LimitKeys.rate, LimitKeys.burst], beside: LimitKeys.quota, mapping)
            return quota(node, mapping)
        }
        guard let node = mapping[LimitKeys.rate] else {
            if !mapping.has(LimitKeys.rate), !mapping.has(LimitKeys.quota) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this limit doesn't say how much it allows",
                    help: "say how many requests in which time: `rate: 20/s`")
            }
            return nil
        }
        refuse([LimitKeys.utcOffset], without: LimitKeys.quota, mapping)
        return rate(node, mapping)
    }

    private func rate(_ node: YAMLNode, _ mapping: MappingReader) -> Allowed? {
        guard let (count, unit) = amount(node, LimitKeys.rate, of: Self.rateUnits.map(\.name)),
            let period = Self.rateUnits.first(where: { $0.name == unit })?.period
        else { return nil }
        guard count <= LimitRule.mostPerUnit else {
            diagnostics.error(.invalidNumber, at: node.span, "a rate is at most 1000000 in its time")
            return nil
        }
        let burst = mapping.value(LimitKeys.burst)
        guard burst != nil || mapping[LimitKeys.burst] == nil else { return nil }
        let text = "\(count)/\(unit)"
        let rule = LimitRule.rate(count, per: period, burst: burst ?? count)
        let atOnce = Int(rule.atOnce)
        if let burst, atOnce < burst, let span = mapping[LimitKeys.burst]?.span {
            diagnostics.error(
                .invalidNumber, at: span,
                "at \(text), a burst of \(burst) would take more than a hundred days to come back",
                help: "at most \(atOnce)")
            return nil
        }
        return (rule, "\(text), \(atOnce) at once", text)
    }

    private func quota(_ node: YAMLNode, _ mapping: MappingReader) -> Allowed? {
        let periods = LimitRule.CalendarPeriod.allCases
        guard let (count, unit) = amount(node, LimitKeys.quota, of: periods.map(\.rawValue)),
            let period = LimitRule.CalendarPeriod(rawValue: unit)
        else { return nil }
        guard count <= LimitRule.largestQuota else {
            diagnostics.error(.invalidNumber, at: node.span, "a quota is at most 1000000000")
            return nil
        }
        var offset = TimeSpan.zero
        var words = "\(count)/\(unit)"
        if let node = mapping[LimitKeys.utcOffset] {
            guard let text = scalars.text(node, "`utc-offset`") else { return nil }
            guard let read = Self.offset(text.text) else {
                diagnostics.error(
                    .wrongType, at: text.span, "`\(text.text)` doesn't say how far clocks are ahead of UTC",
                    help: "hours and minutes, up to 14 hours: `+01:00`, `-05:30`")
                return nil
            }
            offset = read
            words += " (\(text.text))"
        }
        return (.quota(count, per: period, offset: offset), words, "\(count)/\(unit)")
    }

    /// `20/s`: a number above zero, and one of these units.
    private func amount(
        _ node: YAMLNode, _ key: any DeclaredKey, of units: [String]
    ) -> (count: Int, unit: String)? {
        let help = "write it like `\(key.name == LimitKeys.rate.name ? "20/s" : "10000/day")`"
        guard let scalar = scalars.text(node, "`\(key.name)`", help: help) else { return nil }
        let text = scalar.text
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        let all = units.map { "`\($0)`" }.joined(separator: ", ")
        guard parts.count == 2, parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(parts[0].utf8.count <= 18 ? String(parts[0]) : "999999999999999999")
        else {
            diagnostics.error(
                .wrongType, at: scalar.span,
                "`\(text)` doesn't say how many requests in which time: a whole number, `/` and one of \(all)",
                help: help)
            return nil
        }
        guard count > 0 else {
            diagnostics.error(.invalidNumber, at: scalar.span, "`\(key.name)` must be above zero")
            return nil
        }
        guard units.contains(String(parts[1])) else {
            let meant = Self.unitsOfOthers.first { $0.names.contains(parts[1].lowercased()) }?.unit
            diagnostics.error(
                .wrongType, at: scalar.span, "`\(key.name)` has no unit `\(parts[1])`: there are \(all)",
                help: meant.flatMap { units.contains($0) ? "did you mean `\(count)/\($0)`?" : nil } ?? help)
            return nil
        }
        return (count, String(parts[1]))
    }

    private static let rateUnits: [(name: String, period: TimeSpan)] = [
        ("s", .seconds(1)), ("m", .seconds(60)), ("h", .seconds(3_600)), ("day", .seconds(86_400)),
    ]

    private static let unitsOfOthers: [(unit: String, names: [String])] = [
        ("s", ["sec", "second", "seconds"]), ("m", ["min", "minute", "minutes"]), ("h", ["hr", "hour", "hours"]),
        ("day", ["d", "days"]), ("month", ["mo", "months"]),
    ]

    /// `+01:00`, up to 14 hours.
    private static func offset(_ text: String) -> TimeSpan? {
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":")
        else { return nil }
        let digits = [bytes[1], bytes[2], bytes[4], bytes[5]].map { Int64($0) - 0x30 }
        guard digits.allSatisfy({ (0...9).contains($0) }) else { return nil }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard minutes < 60, hours * 60 + minutes <= 14 * 60 else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return .seconds(bytes[0] == UInt8(ascii: "-") ? -seconds : seconds)
    }

    /// Reports keys that mean nothing without another one.
    private func refuse(_ keys: [any DeclaredKey], without owner: any DeclaredKey, _ mapping: MappingReader) {
        guard !mapping.has(owner) else { return }
        for key in keys {
            guard let span = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .unknownKey, at: span, "`\(key.name)` goes with `\(owner.name)`, which this limit doesn't have",
                help: "remove it")
        }
    }

    /// Reports keys that mean nothing beside another one.
    private func refuse(_ keys: [any DeclaredKey], beside owner: any DeclaredKey, _ mapping: MappingReader) {
        for key in keys {
            guard let span = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .unknownKey, at: span, "a limit has `\(owner.name)` or `\(key.name)`, not both",
                help: "remove one of the two; an endpoint can have several limits")
        }
    }
}
