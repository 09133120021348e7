internal import TuttiPlan

extension TestReport {
    /// The report as JUnit XML, which most CI systems read: a suite for each file, a case for each test.
    package var junit: String {
        var lines = [
            #"<?xml version="1.0" encoding="UTF-8"?>"#,
            #"<testsuites name="tutti" tests="\#(results.count)" failures="\#(failureCount)">"#,
        ]
        var files: [String] = []
        for result in results where !files.contains(result.position.file) { files.append(result.position.file) }
        for file in files {
            let suite = results.filter { $0.position.file == file }
            lines.append(
                #"  <testsuite name="\#(Self.escaped(prefix + file))" tests="\#(suite.count)" failures="\#(suite.count { !$0.passed })">"#
            )
            for result in suite { lines += testCase(result) }
            lines.append("  </testsuite>")
        }
        return (lines + ["</testsuites>", ""]).joined(separator: "\n")
    }

    private func testCase(_ result: TestResult) -> [String] {
        let opening =
            #"    <testcase classname="\#(Self.escaped(result.endpoint))" name="\#(Self.escaped(result.name))" file="\#(Self.escaped(prefix + result.position.file))" line="\#(result.position.line)""#
        guard !result.passed else { return [opening + "/>"] }
        let first = result.steps.flatMap(\.mismatches).first.map { "\($0.subject): \($0.text)" } ?? ""
        let text = failureLines(result).map(Self.escaped).joined(separator: "\n")
        return [
            opening + ">", #"      <failure message="\#(Self.escaped(first))">\#(text)</failure>"#, "    </testcase>",
        ]
    }

    /// Text of an element or attribute; what XML 1.0 can't hold (section 2.2) becomes U+FFFD.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            case "\"": result += "&quot;"
            case "\n": result += "&#10;"
            case "\t": result += "&#9;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: result += "\u{FFFD}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
