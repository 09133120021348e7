/// What is wrong with the text of a fault, in words for the person who wrote it.
package struct FaultSyntaxError: Error, Equatable {
    /// What was wrong and what would be right, one sentence or two.
    package let message: String
}

extension Fault {
    /// Reads `delay=500ms&status=503&times=3`: the query of `/_fault` and the value of `x-fixture-fault`.
    ///
    /// - Throws: ``FaultSyntaxError`` for an unknown name, a bad value, a name given twice, parts that exclude each
    ///   other, or no part that does anything.
    package init(parsing text: String) throws(FaultSyntaxError) {
        try self.init(pairs: QueryString.pairs(of: "?" + text))
    }

    init(pairs: [(name: String, value: String)]) throws(FaultSyntaxError) {
        self.init()
        var seen: Set<String> = []
        for (name, value) in pairs {
            guard let parameter = FaultSwitch(rawValue: name) else {
                throw FaultSyntaxError(
                    message: "“\(name)” is not a switch. There are: "
                        + FaultSwitch.allCases.map(\.rawValue).joined(separator: ", ") + ".")
            }
            guard seen.insert(name).inserted else { throw FaultSyntaxError(message: "\(name) is given twice.") }
            try apply(parameter, value)
        }
        guard delay != nil || status != nil || headers != nil || ending != nil else {
            throw FaultSyntaxError(
                message: "Nothing to do: give one of delay, status, headers, hang, close, reset, body or trickle, "
                    + "for instance delay=500ms.")
        }
        if ending == .closeAfterAccept, delay != nil || status != nil || headers != nil || pathPrefix != nil {
            throw FaultSyntaxError(
                message: "close=after-accept ends the connection before a request: "
                    + "it combines with times and ratio only.")
        }
    }

    private mutating func apply(_ parameter: FaultSwitch, _ value: String) throws(FaultSyntaxError) {
        func parsed<T>(_ result: T?) throws(FaultSyntaxError) -> T {
            guard let result else {
                throw FaultSyntaxError(
                    message: "“\(value)” is not a value for \(parameter.rawValue): it takes \(parameter.allowed).")
            }
            return result
        }
        switch parameter {
        case .delay: delay = try parsed(Self.duration(value))
        case .status: status = try parsed(Self.number(value, in: 200...599))
        case .headers: headers = try parsed(Headers(rawValue: value))
        case .times: times = try parsed(Self.number(value, in: 1...1_000_000))
        case .ratio: perMille = try parsed(Self.thousandths(value))
        case .path: pathPrefix = try parsed(value.hasPrefix("/") ? value : nil)
        case .hang: try end(with: parsed(value == "true" ? .hang : nil))
        case .close: try end(with: parsed(Self.closings[value]))
        case .reset: try end(with: parsed(Self.resets[value]))
        case .body: try end(with: parsed(Self.bodies[value]))
        case .trickle: try end(with: .trickle(parsed(Self.duration(value))))
        }
    }

    private mutating func end(with new: Ending) throws(FaultSyntaxError) {
        guard ending == nil else {
            throw FaultSyntaxError(
                message: "hang, close, reset, body and trickle exclude each other: give one of them.")
        }
        ending = new
    }

    private static let closings: [String: Ending] = [
        "after-accept": .closeAfterAccept, "after-request": .closeAfterRequest,
    ]
    private static let resets: [String: Ending] = ["mid-body": .resetMidBody, "after-request": .resetAfterRequest]
    private static let bodies: [String: Ending] = [
        "invalid-json": .invalidJSON, "endless": .endless, "gzip-bomb": .gzipBomb,
        "truncated-chunked": .truncatedChunked,
    ]

    private static func number(_ text: some StringProtocol, in range: ClosedRange<Int>) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let value = Int(text),
            range.contains(value)
        else { return nil }
        return value
    }

    /// `500ms`, `2s`, `1m`; 1 ms to 10 minutes.
    private static func duration(_ text: String) -> Duration? {
        let units: [(suffix: String, milliseconds: Int)] = [("ms", 1), ("s", 1_000), ("m", 60_000)]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }),
            let value = number(text.dropLast(unit.suffix.count), in: 1...(600_000 / unit.milliseconds))
        else { return nil }
        return .milliseconds(value * unit.milliseconds)
    }

    /// `1`, `0.5`, `0.125`: at most three decimals, so that the share is exact.
    private static func thousandths(_ text: String) -> Int? {
        if text == "1" || text == "1.0" { return 1_000 }
        let digits = text.dropFirst(2)
        guard text.hasPrefix("0."), (1...3).contains(digits.count), let value = number(digits, in: 0...999) else {
            return nil
        }
        let scaled = digits.count == 1 ? value * 100 : digits.count == 2 ? value * 10 : value
        return scaled > 0 ? scaled : nil
    }
}
