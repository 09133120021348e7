/// A way to misbehave: what happens to a response, and to which responses.
///
/// `delay`, `status` and `headers` combine with each other and with one `ending`.
package struct Fault: Sendable, Equatable {
    /// What becomes of the connection or the body, one of them at a time.
    package enum Ending: Sendable, Equatable {
        /// The whole request is read and no byte ever answered; the connection stays open.
        case hang
        /// The connection is closed before a request was read, without a byte.
        case closeAfterAccept
        /// The request is read whole, then the connection closed without a byte.
        case closeAfterRequest
        /// The request is read whole, then the connection reset (TCP RST) without a byte.
        case resetAfterRequest
        /// Head with the true `content-length`, half of the body, then TCP RST.
        case resetMidBody
        /// A complete response whose body is not JSON.
        case invalidJSON
        /// A chunked body that never ends, as fast as the client reads.
        case endless
        /// About 100 kB of gzip that decode to a JSON string of 100 MiB.
        case gzipBomb
        /// A chunked body without its last chunk, then a close: incomplete by RFC 9112, section 8.
        case truncatedChunked
        /// The head at once, then a byte of the body each interval.
        case trickle(Duration)
    }

    /// Headers that are too much.
    package enum Headers: String, Sendable, Equatable, CaseIterable {
        /// 10,000 small fields.
        case many
        /// One field of 1 MiB.
        case huge
    }

    /// Time before the first byte of the response.
    package var delay: Duration?
    /// Answers with this status, 200 to 599, and a problem body, in place of the service's own response.
    package var status: Int?
    /// Adds fields to the head.
    package var headers: Headers?
    /// How the response ends; nil ends it as it should.
    package var ending: Ending?
    /// How many requests it applies to before the switch turns itself off; nil for no limit.
    package var times: Int?
    /// The share of requests that it applies to, in thousandths (1 to 1,000), spread evenly from the first on; nil for all.
    package var perMille: Int?
    /// The beginning of the paths that it applies to; nil for all paths.
    package var pathPrefix: String?

    /// Makes a fault from its parts; without any it does nothing.
    package init(
        delay: Duration? = nil, status: Int? = nil, headers: Headers? = nil, ending: Ending? = nil, times: Int? = nil,
        perMille: Int? = nil, pathPrefix: String? = nil
    ) {
        self.delay = delay
        self.status = status
        self.headers = headers
        self.ending = ending
        self.times = times
        self.perMille = perMille
        self.pathPrefix = pathPrefix
    }

    /// There is no response.
    package static let hang = Fault(ending: .hang)
    /// Closes connections as they come.
    package static let closeAfterAccept = Fault(ending: .closeAfterAccept)
    /// Reads the request, then closes without a byte.
    package static let closeAfterRequest = Fault(ending: .closeAfterRequest)
    /// Reads the request, then resets without a byte.
    package static let resetAfterRequest = Fault(ending: .resetAfterRequest)
    /// Resets in the middle of the body.
    package static let resetMidBody = Fault(ending: .resetMidBody)
    /// Answers something that is not JSON.
    package static let invalidJSON = Fault(ending: .invalidJSON)
    /// Answers without an end.
    package static let endless = Fault(ending: .endless)
    /// Answers little that decodes to much.
    package static let gzipBomb = Fault(ending: .gzipBomb)
    /// Ends a chunked body without its last chunk.
    package static let truncatedChunked = Fault(ending: .truncatedChunked)
    /// Responses with 10,000 headers.
    package static let manyHeaders = Fault(headers: .many)
    /// Responses with a header of 1 MiB.
    package static let hugeHeader = Fault(headers: .huge)

    /// Waits before answering.
    package static func delay(_ time: Duration) -> Fault { Fault(delay: time) }
    /// Responses with a status of one's choice.
    package static func status(_ code: Int) -> Fault { Fault(status: code) }
    /// A byte of the body each interval.
    package static func trickle(_ interval: Duration) -> Fault { Fault(ending: .trickle(interval)) }

    /// The same fault for the next `count` requests only.
    package func times(_ count: Int) -> Fault {
        var copy = self
        copy.times = count
        return copy
    }

    /// The same fault for paths that start with `prefix` only.
    package func path(_ prefix: String) -> Fault {
        var copy = self
        copy.pathPrefix = prefix
        return copy
    }
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

extension Fault: CustomStringConvertible {
    /// The switch as a sentence: `waits 500 ms, then answers 503; the next 3 requests`.
    package var description: String {
        var steps: [String] = []
        if let delay { steps.append("waits \(Self.words(delay))") }
        if let status { steps.append("answers \(status)") }
        switch headers {
        case .many: steps.append("sends 10,000 headers")
        case .huge: steps.append("sends a header of 1 MiB")
        case nil: break
        }
        if let ending { steps.append(Self.words(ending)) }
        var text = steps.isEmpty ? "does nothing" : steps.joined(separator: ", then ")
        if let times { text += times == 1 ? "; the next request only" : "; the next \(times) requests" }
        if let perMille, perMille < 1_000 { text += "; \(perMille) of 1000 requests" }
        if let pathPrefix { text += "; paths that start with \(pathPrefix)" }
        return text
    }

    private static func words(_ time: Duration) -> String {
        let parts = time.components
        return "\(parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000) ms"
    }

    private static func words(_ ending: Ending) -> String {
        switch ending {
        case .hang: "never answers"
        case .closeAfterAccept: "closes each connection without reading a request"
        case .closeAfterRequest: "closes without a byte"
        case .resetAfterRequest: "resets the connection without a byte"
        case .resetMidBody: "resets the connection after half of the body"
        case .invalidJSON: "sends a body that is not JSON"
        case .endless: "sends a body that never ends"
        case .gzipBomb: "sends 100 kB of gzip that decode to 100 MiB"
        case .truncatedChunked: "leaves out the last chunk"
        case .trickle(let interval): "sends a byte of the body each \(words(interval))"
        }
    }
}
