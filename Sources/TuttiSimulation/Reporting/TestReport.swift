internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem

/// The results of a folder's tests, as text for people, as JSON for programs and as JUnit XML for CI.
package struct TestReport: Sendable {
    /// The results, in the order of files and tests.
    package let results: [TestResult]
    /// What makes the names of files lead to them from where the command was called: the folder and a `/`.
    let prefix: String

    /// A report of results.
    package init(_ results: [TestResult], prefix: String = "") {
        self.results = results
        self.prefix = prefix
    }

    /// How many tests failed.
    package var failureCount: Int { results.count { !$0.passed } }

    /// The tests that passed, a line each; then those that failed, with what was not as expected; then the sum.
    ///
    /// - Parameters:
    ///   - isColored: whether colours (ANSI escapes) are used.
    ///   - seconds: how long it took; nil leaves it out.
    /// - Returns: lines without a line feed at the end of the last.
    package func text(isColored: Bool = false, seconds: Double? = nil) -> String {
        let style = TextStyle(isColored: isColored)
        var lines = results.filter(\.passed).map { "\(style.paint("✓", .good)) \(Self.title($0))" }
        for result in results where !result.passed {
            lines += [""] + failure(result, style)
        }
        return (lines + ["", summary(style, seconds)]).drop { $0.isEmpty }.joined(separator: "\n")
    }

    /// What was not as expected in a test that failed, as lines without colours.
    func failureLines(_ result: TestResult) -> [String] {
        Array(failure(result, TextStyle(isColored: false)).dropFirst())
    }

    static func title(_ result: TestResult) -> String {
        TextStyle.printable("\(result.endpoint) · \(result.name)")
    }

    private func summary(_ style: TextStyle, _ seconds: Double?) -> String {
        var parts = [results.count.counted("test")]
        let passed = results.count - failureCount
        if passed > 0 { parts.append(style.paint("\(passed) passed", .good)) }
        if failureCount > 0 { parts.append(style.paint("\(failureCount) failed", .bad)) }
        let files = Set(results.map(\.position.file)).count
        let time = seconds.map { " (\(Self.twoDecimals($0)) s)" } ?? ""
        return parts.joined(separator: ", ") + " in \(files.counted("file"))\(time)"
    }

    private static func twoDecimals(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
    }

    // MARK: - A test that failed

    private func failure(_ result: TestResult, _ style: TextStyle) -> [String] {
        let title = Self.title(result)
        let place = result.position.line(behind: prefix)
        // The place stands where it can be found: at the right, in one column if titles allow.
        let gap = String(repeating: " ", count: max(2, 70 - title.count))
        var lines = ["\(style.paint("✗", .bad)) \(style.paint(title, .strong))\(gap)\(style.paint(place, .secondary))"]
        for step in result.steps where !step.mismatches.isEmpty { lines += self.lines(of: step, style) }
        return lines
    }

    private func lines(of step: StepResult, _ style: TextStyle) -> [String] {
        var lines: [String] = []
        if let number = step.number {
            let repetition = step.repetition.map { ", repetition \($0) of \(step.step.repeats)" } ?? ""
            let request = "\(step.step.request.method.rawValue) \(step.step.request.target)"
            lines.append(TextStyle.printable("    in step \(number)\(repetition): \(request)"))
        }
        let facts = self.facts(of: step)
        let subjects = step.mismatches.map(\.subject) + facts.map(\.label)
        let width = min(40, subjects.map(\.count).max() ?? 0)
        for mismatch in step.mismatches {
            let subject = TextStyle.padded(TextStyle.printable(mismatch.subject), to: width)
            lines.append("    \(subject)  \(Self.text(of: mismatch, style))")
        }
        for fact in facts {
            let label = TextStyle.padded(fact.label, to: width)
            lines.append(style.paint("    \(label)  \(TextStyle.printable(fact.text))", .secondary))
        }
        return lines
    }

    private static func text(of mismatch: TestMismatch, _ style: TextStyle) -> String {
        var parts: [String] = []
        if let expected = mismatch.expected, let actual = mismatch.actual {
            let wanted = style.paint(TextStyle.printable(expected), .good)
            parts.append("expected \(wanted), got \(style.paint(TextStyle.printable(actual), .bad))")
        }
        if let detail = mismatch.detail { parts.append(TextStyle.printable(detail)) }
        return parts.joined(separator: "; ")
    }

    /// What helps to see why: the response, and what the services were asked.
    private func facts(of step: StepResult) -> [(label: String, text: String)] {
        var facts: [(label: String, text: String)] = []
        if let response = step.response {
            let body = String(decoding: response.body, as: UTF8.self).cut(to: 300)
            facts.append(("the response", "\(response.status) in \(step.duration.milliseconds) ms: \(body)"))
            for failure in response.responseFailures { facts.append(("", "not composed: \(failure)")) }
            // What can't be seen in what the services were asked and answered.
            for call in response.calls {
                guard let reason = call.outcome.reason, [.expression, .invalidJSON, .unexpected].contains(reason),
                    let message = call.message
                else { continue }
                facts.append(("", "\(call.name) failed: \(message)"))
            }
        }
        let width = step.exchanges.map(\.call.count).max() ?? 0
        for (index, exchange) in step.exchanges.enumerated() {
            let text =
                "\(TextStyle.padded(exchange.call, to: width))  \(exchange.method) \(exchange.target) → "
                + (exchange.response == nil
                    ? exchange.result : "\(exchange.result) in \(exchange.duration.milliseconds) ms")
            facts.append((index == 0 ? "requests made" : "", text))
        }
        if step.exchanges.isEmpty { facts.append(("requests made", "none")) }
        return facts
    }
}
