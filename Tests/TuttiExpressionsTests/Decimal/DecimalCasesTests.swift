import Foundation
import Testing
import TuttiExpressions
import TuttiJSON

/// Arithmetic gives what Python's `decimal` gives: see `decimal_cases.py`.
@Suite struct DecimalCasesTests {
    private static let sources = [
        "+": "a + b", "-": "a - b", "*": "a * b", "/": "a / b", "//": "a // b", "%": "a % b", "neg": "-a",
        "abs": "abs(a)",
        "ceil": "ceil(a)", "floor": "floor(a)", "round": "round(a, b)", "round-up": "round(a, b, 'half-up')",
        "to_fixed": "to_fixed(a, b)", "format": "format_number(a, b)", "<": "a < b", "==": "a == b", "sum": "sum(a)",
        "avg": "avg(a)", "sort": "sort(a)",
    ]

    private struct Paths {
        let plain: TuttiExpressions.Expression
        let bound: TuttiExpressions.Expression
        let layout = ScopeLayout(names: ["a", "b"])

        init(_ source: String) throws {
            plain = try TuttiExpressions.Expression(parsing: source)
            bound = plain.bound(to: layout, current: .root)
        }

        /// What the four ways of evaluation give for the document, and what they give for the same values made.
        func results(_ a: String, _ b: String) throws -> [String] {
            let document = try json("{\"a\":\(a),\"b\":\(b)}")
            let values = [document.member("a") ?? .null, document.member("b") ?? .null]
            var results = [
                text(try plain.evaluate(over: document)), try written { try plain.write(over: document, to: &$0) },
            ]
            for values in [values, values.map(Self.made)] {
                var scope = Scope(layout: layout)
                (scope[0], scope[1]) = (values[0], values[1])
                results.append(text(try bound.evaluate(in: scope)))
                results.append(try written { try bound.write(in: scope, to: &$0) })
            }
            return results
        }

        private static func made(_ value: JSONValue) -> JSONValue {
            value.number.map { .number($0) } ?? (value.kind == .array ? .array(value.elements.map(made)) : value)
        }

        private func written(_ write: (inout JSONWriter) throws -> Bool) throws -> String {
            var writer = JSONWriter()
            return try write(&writer) ? String(decoding: writer.bytes, as: UTF8.self) : "null"
        }
    }

    @Test func calculatesAsDecimalDoes() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let table = try String(contentsOf: folder.appendingPathComponent("decimal-cases.tsv"), encoding: .utf8)
        let paths = try Self.sources.mapValues(Paths.init)
        var count = 0
        for line in table.split(separator: "\n") {
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            try #require(parts.count == 4, "\(line)")
            let isList = ["sum", "avg", "sort"].contains(parts[0])
            let a = isList ? "[\(parts[1].replacingOccurrences(of: " ", with: ","))]" : parts[1]
            let path = try #require(paths[parts[0]])
            for result in try path.results(a, parts[2].isEmpty ? "null" : parts[2]) {
                let isRight = try Self.isRight(result, parts)
                #expect(isRight, "\(line) gave \(result)")
            }
            count += 1
        }
        #expect(count == 10_000)
    }

    private static func isRight(_ result: String, _ parts: [String]) throws -> Bool {
        let (operation, expected) = (parts[0], parts[3])
        switch operation {
        case "to_fixed", "format": return result == "\"\(expected)\""
        case "sort": return result == "[\(expected.replacingOccurrences(of: " ", with: ","))]"
        case "<", "==": return result == expected
        default: break
        }
        let (number, wanted) = (try #require(JSONNumber(result)), try #require(JSONNumber(expected)))
        guard number == wanted else { return false }
        // Digits after the point are as many, zeros included. What has an exponent is written otherwise, what zero has of places,
        // and a dividend that is the remainder.
        let isOtherwise = parts.dropFirst().contains { $0.lowercased().contains("e") }
        return operation == "%" || isOtherwise || wanted == JSONNumber(0) || result == expected
    }
}
