import TuttiJSON
import Testing

@testable import TuttiComposition

/// The core schema of YAML 1.2.
@Suite struct ScalarKindTests {
    @Test(arguments: [
        "yes", "no", "on", "off", "Yes", "y", "n", "12a", "1_000", "0b11", "1:30", "+", "-", ".", "e5", "nul", "0xg",
        "0o8", "--1", "1e", "tRue",
    ])
    func isText(text: String) {
        #expect(ScalarKind(plain: text) == .text)
    }

    @Test(arguments: ["", "~", "null", "Null", "NULL"])
    func isNull(text: String) {
        #expect(ScalarKind(plain: text) == .null)
    }

    @Test(arguments: [
        ("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false), ("FALSE", false),
    ])
    func isBool(text: String, value: Bool) {
        #expect(ScalarKind(plain: text) == .bool(value))
    }

    /// The digits stay, as far as JSON can write them so.
    @Test(arguments: [
        ("0", "0"), ("-12", "-12"), ("+12", "12"), ("007", "7"), ("1.50", "1.50"), (".5", "0.5"), ("5.", "5"),
        ("-.5e3", "-0.5e3"),
        ("1e3", "1e3"), ("12345678901234567890.10", "12345678901234567890.10"), ("0x1F", "31"), ("0o17", "15"),
        ("-0", "-0"), ("00", "0"),
    ])
    func isNumber(text: String, digits: String) {
        guard case .number(let number) = ScalarKind(plain: text) else {
            Issue.record("\(text) is no number")
            return
        }
        #expect(number.text == digits)
    }

    @Test(arguments: [".inf", "-.INF", "+.Inf", ".nan", "0xFFFFFFFFFFFFFFFFF"])
    func isNoNumberOfJSON(text: String) {
        #expect(ScalarKind(plain: text) == .notJSON)
    }
}
