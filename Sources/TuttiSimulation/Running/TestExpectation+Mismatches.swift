internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

extension TestExpectation {
    /// What is not as expected: first what the test forgot to say, then status, outcomes, body and the rest.
    ///
    /// - Parameters:
    ///   - result: what happened.
    ///   - script: what the test says of a service, by index.
    /// - Returns: each difference; none when all is as expected.
    func mismatches(in result: StepResult, script: (Int) -> ServiceScript?) -> [TestMismatch] {
        var mismatches = unforeseen(result.exchanges, script)
        guard let response = result.response else {
            return mismatches + [
                TestMismatch(subject: "response", detail: "there never was one: the composition got stuck")
            ]
        }
        if let status, status != response.status {
            mismatches.append(TestMismatch(subject: "status", expected: "\(status)", actual: "\(response.status)"))
        }
        for (call, word) in outcomes {
            guard let report = response.calls.first(where: { $0.name == call }) else {
                mismatches.append(TestMismatch(subject: "outcome of \(call)", expected: word, actual: "none"))
                continue
            }
            guard report.outcome.label != word, report.outcome.reason?.rawValue != word, report.undo?.rawValue != word
            else { continue }
            mismatches.append(
                TestMismatch(
                    subject: "outcome of \(call)", expected: word,
                    actual: report.outcome.inWords + (report.undo.map { ", \($0.rawValue)" } ?? ""),
                    detail: report.outcome.saysItAll ? nil : report.message))
        }
        mismatches += bodyMismatches(response)
        mismatches += headerMismatches(response)
        for expected in calls { mismatches += requestMismatches(expected, result.exchanges) }
        for (call, body) in sent { mismatches += sentMismatches(call, body, result.exchanges) }
        if let within, result.duration > within {
            mismatches.append(
                TestMismatch(
                    subject: "time", expected: "at most \(within.milliseconds) ms",
                    actual: "\(result.duration.milliseconds) ms"))
        }
        return mismatches
    }

    /// Requests that the test says nothing about.
    private func unforeseen(_ exchanges: [TestExchange], _ script: (Int) -> ServiceScript?) -> [TestMismatch] {
        var mismatches: [TestMismatch] = []
        for exchange in exchanges where exchange.response == nil {
            let known = script(exchange.serviceIndex)?.rules.map(\.pattern.description) ?? []
            let detail =
                known.isEmpty
                ? "the test does not say what \(exchange.service) answers"
                : "the test does not say what \(exchange.service) answers to it, only to "
                    + known.joined(separator: ", ")
            let mismatch = TestMismatch(subject: "\(exchange.method) \(exchange.target)", detail: detail)
            if !mismatches.contains(mismatch) { mismatches.append(mismatch) }
        }
        return mismatches
    }

    private func bodyMismatches(_ response: ComposedResponse) -> [TestMismatch] {
        guard let body else { return [] }
        guard let json = response.json else {
            return [TestMismatch(subject: "body", expected: "JSON", actual: "something else")]
        }
        return BodyComparison.mismatches(of: json, with: body)
    }

    private func requestMismatches(_ expected: ExpectedRequests, _ exchanges: [TestExchange]) -> [TestMismatch] {
        let call = expected.call
        let made = exchanges.filter { $0.call == call }
        if let times = expected.times, made.count != times {
            return [TestMismatch(subject: "requests of \(call)", expected: "\(times)", actual: "\(made.count)")]
        }
        var mismatches: [TestMismatch] = []
        if let body = expected.body, expected.times != 0 { mismatches += sentMismatches(call, body, exchanges) }
        if !expected.headers.isEmpty, made.isEmpty, expected.times == nil, expected.body == nil {
            mismatches.append(TestMismatch(subject: "headers sent by \(call)", detail: "it made no request"))
        }
        for exchange in made {
            for header in expected.headers {
                let start = header.name.canonicalName + ": "
                let values = exchange.headers.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
                guard let difference = header.difference(from: values) else { continue }
                mismatches.append(
                    TestMismatch(
                        subject: "header \(header.name.canonicalName) sent by \(call)",
                        expected: difference.expected, actual: difference.actual))
            }
        }
        return mismatches
    }

    /// What each request of a call had for a body.
    private func sentMismatches(_ call: String, _ body: JSONValue, _ exchanges: [TestExchange]) -> [TestMismatch] {
        let made = exchanges.filter { $0.call == call }
        guard !made.isEmpty else {
            return [TestMismatch(subject: "body sent by \(call)", detail: "it made no request")]
        }
        return made.flatMap { exchange -> [TestMismatch] in
            guard let text = exchange.body, let document = Self.document(Array(text.utf8)) else {
                let actual = exchange.body == nil ? "none" : "something else"
                return [TestMismatch(subject: "body sent by \(call)", expected: "JSON", actual: actual)]
            }
            return BodyComparison.mismatches(of: .node(document.root), with: body, called: "body sent by \(call)")
        }
    }

    /// A body that was sent: JSON, or a form as the same object that it was made of.
    private static func document(_ body: [UInt8]) -> JSONDocument? {
        if let document = try? JSONDocument(parsing: body) { return document }
        return (try? FormText.json(body)).flatMap { try? JSONDocument(parsing: $0) }
    }

    private func headerMismatches(_ response: ComposedResponse) -> [TestMismatch] {
        headers.compactMap { header in
            let values = response.headers.filter { $0.name == header.name }.map(\.value)
            guard let difference = header.difference(from: values) else { return nil }
            return TestMismatch(
                subject: "header \(header.name.canonicalName)", expected: difference.expected,
                actual: difference.actual)
        }
    }
}

extension CallOutcome {
    /// Whether the reason leaves nothing to explain: the test itself says what the service does.
    fileprivate var saysItAll: Bool {
        [.timeout, .connect, .dns, .tls, .reset, .badResponse, .canceled].contains(reason)
    }
}
