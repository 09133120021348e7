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

    @Test(.enabled(if: !files.isEmpty, "the conformance data is not beside the checkout"), arguments: files)
    func givesWhatTheSuiteExpects(file: String) throws {
        let data = try #require(FileManager.default.contents(atPath: Self.folder + "/" + file))
        let suites = try JSONDocument(parsing: Array(data)).root
        var cases = 0
        for suite in suites.elements {
            let given = JSONValue.node(try #require(suite.member("given")))
            for test in try #require(suite.member("cases")).elements {
                cases += 1
                try check(test, over: given, in: file)
            }
        }
        #expect(cases > 0)
        print("JMESPath conformance, \(file): \(cases) cases run, none left out")
    }

    private func check(_ test: JSONNode, over given: JSONValue, in file: String) throws {
        let source = try #require(test.member("expression")?.string)
        let outcome = Self.outcome(of: source, over: given)
        switch (outcome, test.member("error")?.string, test.member("result")) {
        case (.success(let value), nil, let expected?):
            #expect(value == .node(expected), "\(file): \(source)")
            // Bound to a document of which the names are the given members, the result must be the same.
            guard given.kind == .object else { return }
            let bound = try Self.bound(source, over: given)
            #expect(bound == .node(expected), "\(file), bound: \(source)")
        case (.failure(let category), let expected?, _):
            #expect(category.rawValue == expected, "\(file): \(source)")
        default:
            Issue.record("\(file): \(source) gave \(outcome)")
        }
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

    private static func bound(_ source: String, over given: JSONValue) throws -> JSONValue {
        let members = given.members
        let layout = ScopeLayout(names: members.map(\.name))
        var scope = Scope(layout: layout)
        for (slot, member) in members.enumerated() { scope[slot] = member.value }
        return try Expression(parsing: source).bound(to: layout, current: .root).evaluate(in: scope)
    }
}
