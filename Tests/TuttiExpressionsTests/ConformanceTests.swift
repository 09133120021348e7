import Foundation
import Testing
import TuttiExpressions
import TuttiJSON

/// The cases of the JMESPath Community test suite, read in place.
@Suite struct ConformanceTests {
    static let files: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".json") }.sorted()

    private static let folder: String = {
        let package = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return package.appendingPathComponent("../shared/conformance/jmespath").path
    }()

    @Test(.enabled(if: !files.isEmpty, "the conformance data is not beside the checkout"))
    func givesWhatTheSuiteExpects() throws {
        var (run, passed) = (0, 0)
        for file in Self.files {
            for (test, given) in try Self.cases(of: file) {
                run += 1
                if try passes(test, over: given, in: file) { passed += 1 }
            }
        }
        print("\(passed) of \(run) JMESPath cases passed")
        // As many as the suite had when this was written: none is left out.
        #expect(run >= 617)
    }

    /// What the check before evaluation takes for impossible must not be: a function that takes just the kind of a result is
    /// accepted around the expression.
    @Test(.enabled(if: !files.isEmpty, "the conformance data is not beside the checkout"))
    func takesNoResultForImpossible() throws {
        for file in Self.files {
            for (test, _) in try Self.cases(of: file) {
                guard let source = test.member("expression")?.string, let result = test.member("result") else {
                    continue
                }
                let function: String? =
                    switch result.kind {
                    case .number: "abs"
                    case .string: "lower"
                    case .array: "zip"
                    case .object: "keys"
                    case .null, .bool: nil
                    }
                guard let function else { continue }
                #expect(throws: Never.self, "\(file): \(source)") {
                    try Expression(parsing: "\(function)((\(source)))")
                }
            }
        }
    }

    /// What is said of a value before there is a document must be true of it.
    @Test(.enabled(if: !files.isEmpty, "the conformance data is not beside the checkout"))
    func everyResultIsOfItsShape() throws {
        for file in Self.files {
            for (test, given) in try Self.cases(of: file) {
                guard let source = test.member("expression")?.string,
                    let expression = try? Expression(parsing: source)
                else { continue }
                #expect(ValueShapeTests.isOfItsShape(expression, over: given), "\(file): \(source)")
            }
        }
    }

    private static func cases(of file: String) throws -> [(test: JSONNode, given: JSONValue)] {
        let data = try #require(FileManager.default.contents(atPath: folder + "/" + file))
        return try JSONDocument(parsing: Array(data)).root.elements.flatMap { suite in
            let given = JSONValue.node(try #require(suite.member("given")))
            return try #require(suite.member("cases")).elements.map { ($0, given) }
        }
    }

    private func passes(_ test: JSONNode, over given: JSONValue, in file: String) throws -> Bool {
        let source = try #require(test.member("expression")?.string)
        let outcome = Self.outcome(of: source, over: given)
        var passes = false
        switch (outcome, test.member("error")?.string, test.member("result")) {
        case (.success(let value), nil, let expected?):
            passes = Self.means(value, .node(expected))
            if passes { passes = try Self.written(source, over: given) == text(value) }
            // Bound to a document of which the names are the given members, the result must be the same.
            if passes, given.kind == .object {
                passes = Self.means(try Self.bound(source, over: given), .node(expected))
            }
        case (.failure(let category), let expected?, _): passes = category.rawValue == expected
        default: break
        }
        #expect(passes, "\(file): \(source) gave \(outcome)")
        return passes
    }

    /// Whether the values are the same, numbers as the suite means them: as the floating-point numbers next to them.
    ///
    /// It has 2 / 3 as 0.6666666666666666, where 34 digits are given.
    private static func means(_ value: JSONValue, _ expected: JSONValue) -> Bool {
        if let number = value.number, let wanted = expected.number { return number.double == wanted.double }
        return value == expected
    }

    private enum Outcome {
        case success(JSONValue)
        case failure(ExpressionErrorCategory)
    }

    private static func outcome(of source: String, over given: JSONValue) -> Outcome {
        do {
            let expression = try Expression(parsing: source)
            do {
                return .success(try expression.evaluate(over: given))
            } catch {
                return .failure(error.category)
            }
        } catch {
            return .failure(error.category)
        }
    }

    private static func written(_ source: String, over given: JSONValue) throws -> String {
        var writer = JSONWriter()
        guard try Expression(parsing: source).write(over: given, to: &writer) else { return "null" }
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func bound(_ source: String, over given: JSONValue) throws -> JSONValue {
        let members = given.members
        let layout = ScopeLayout(names: members.map(\.name))
        var scope = Scope(layout: layout)
        for (slot, member) in members.enumerated() { scope[slot] = member.value }
        return try Expression(parsing: source).bound(to: layout, current: .root).evaluate(in: scope)
    }
}
