internal import TuttiPlan

extension TestReport {
    /// The report as JUnit XML, which most CI systems read: a suite for each file, a case for each test.
    package var junit: String {
        var files: [String] = []
        for result in results where !files.contains(result.position.file) { files.append(result.position.file) }
        return XMLElement(
            "testsuites", ["name": "tutti", "tests": "\(results.count)", "failures": "\(failureCount)"],
            .elements(files.map(suite))
        ).document
    }

    private func suite(_ file: String) -> XMLElement {
        let results = results.filter { $0.position.file == file }
        return XMLElement(
            "testsuite",
            [
                "name": prefix + file, "tests": "\(results.count)", "failures": "\(results.count { !$0.passed })",
            ],
            .elements(results.map(testCase)))
    }

    private func testCase(_ result: TestResult) -> XMLElement {
        XMLElement(
            "testcase",
            [
                "classname": result.endpoint, "name": result.name, "file": prefix + result.position.file,
                "line": "\(result.position.line)",
            ],
            result.passed ? .text("") : .elements([failure(result)]))
    }

    private func failure(_ result: TestResult) -> XMLElement {
        let first = result.steps.flatMap(\.mismatches).first.map { "\($0.subject): \($0.text)" } ?? ""
        return XMLElement("failure", ["message": first], .text(failureLines(result).joined(separator: "\n")))
    }
}
