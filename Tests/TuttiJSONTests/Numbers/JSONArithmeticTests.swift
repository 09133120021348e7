import SeededRandom
import Testing
import TuttiJSON

/// Arithmetic on JSON numbers, beside the table in TuttiExpressionsTests that compares it with Python's `decimal`.
@Suite struct JSONArithmeticTests {
    private static func result(
        _ left: String, _ operation: JSONArithmetic.Operation, _ right: String
    ) throws -> String {
        let (a, b) = (try #require(JSONNumber(left)), try #require(JSONNumber(right)))
        var arithmetic = JSONArithmetic(digits: 10_000)
        let long = try arithmetic.result(of: operation, a, b)
        // What a word is long enough for is the same without one.
        if let short = JSONArithmetic.short(operation, .number(a), .number(b)) { #expect(short.text == long.text) }
        var writer = JSONWriter()
        writer.write(long)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == long.text)
        return long.text
    }

    @Test(
        arguments: [
            ("0.1", .add, "0.2", "0.3"), ("3", .multiply, "19.90", "59.70"), ("1.0", .add, "1", "2.0"),
            ("12345678901234567890", .add, "1", "12345678901234567891"), ("1e400", .multiply, "10", "1e401"),
            ("1e2", .multiply, "3", "300"), ("1.50", .subtract, "1.50", "0.00"), ("0", .subtract, "0.5", "-0.5"),
            ("-0", .add, "0", "0"), ("9223372036854775807", .add, "1", "9223372036854775808"),
            ("-9223372036854775808", .divideWhole, "-1", "9223372036854775808"),
            ("-9223372036854775808", .remainder, "-1", "0"),
            ("-9223372036854775808", .divide, "-1", "9223372036854775808"),
            ("10", .divide, "4", "2.5"), ("6.00", .divide, "2", "3.00"), ("600", .divide, "0.5", "1200"),
            ("1", .divide, "3", "0.3333333333333333333333333333333333"),
            ("2", .divide, "3", "0.6666666666666666666666666666666667"),
            ("-7", .divideWhole, "2", "-4"), ("7", .divideWhole, "-2", "-4"), ("7.5", .divideWhole, "2", "3"),
            ("-7", .remainder, "2", "-1"), ("7", .remainder, "-2", "1"), ("7.50", .remainder, "2", "1.50"),
            ("1e-400", .divideWhole, "-1", "-1"), ("1e-400", .remainder, "1", "1e-400"),
            ("1e999999999", .divide, "3", "3.333333333333333333333333333333333e999999998"),
            ("0.0000001", .multiply, "1", "1e-7"), ("0.000001", .multiply, "1", "0.000001"),
            ("1e20", .multiply, "1", "100000000000000000000"), ("1e21", .multiply, "1", "1e21"),
            ("123e20", .multiply, "1", "1.23e22"), ("1e400", .subtract, "1e400", "0"), ("0", .add, "1e400", "1e400"),
            ("1e999999999", .add, "0", "1e999999999"), ("0e-999999999", .add, "1.5", "1.5"),
            ("0.00", .divide, "3", "0.00"), ("0.1", .multiply, "1e-18", "1e-19"),
            // Just inside the largest exponents, which are those of the first digit.
            ("1e-1000000000", .divide, "1", "1e-1000000000"), ("1e19", .divide, "1e1000000000", "1e-999999981"),
            ("1", .divide, "1e1000000000", "1e-1000000000"), ("1.5e-1000000000", .multiply, "1", "1.5e-1000000000"),
            ("2e-1000000000", .divide, "1.5", "1.333333333333333333333333333333333e-1000000000"),
            ("1.5e-1000000000", .add, "1e-1000000000", "2.5e-1000000000"),
            ("3e1000000000", .divide, "0.5", "6e1000000000"),
        ] as [(String, JSONArithmetic.Operation, String, String)])
    func gives(_ left: String, _ operation: JSONArithmetic.Operation, _ right: String, _ expected: String) throws {
        #expect(try Self.result(left, operation, right) == expected)
    }

    @Test(
        arguments: [
            ("9e1000000000", .multiply, "2"), ("1e-1000000000", .multiply, "0.1"), ("1e-1000000000", .divide, "3"),
            ("1e-1000000000", .divide, "-1e1000000000"), ("10e1000000000", .add, "1"),
        ] as [(String, JSONArithmetic.Operation, String)])
    func refusesExponentsJustBeyondTheLargest(
        _ left: String, _ operation: JSONArithmetic.Operation, _ right: String
    ) throws {
        #expect(throws: JSONArithmeticError.exponentTooLarge) { try Self.result(left, operation, right) }
    }

    /// Measured with an optimised build of BigInt, in steps of 50 ns: numbers of a thousand digits, and zeros that are no digits.
    @Test func workIsCountedAsItTakes() throws {
        let nines = try #require(JSONNumber(String(repeating: "9", count: 1_000)))
        var sum = JSONArithmetic(digits: 10_000)
        _ = try sum.result(of: .add, nines, nines)
        #expect((1_300...3_000).contains(sum.work))
        var product = JSONArithmetic(digits: 10_000)
        _ = try product.result(of: .multiply, nines, nines)
        #expect((2_900...6_000).contains(product.work))
        var quotient = JSONArithmetic(digits: 10_000)
        _ = try quotient.result(of: .divide, JSONNumber(7), nines)
        #expect((1_000...3_000).contains(quotient.work))
        var fixed = JSONArithmetic(digits: 10_000)
        _ = try fixed.fixed(JSONNumber(7), places: 9_000, .halfEven)
        #expect((60_000...120_000).contains(fixed.work))
        var zeros = JSONArithmetic(digits: 10_000)
        let small = try #require(JSONNumber("0." + String(repeating: "0", count: 100_000) + "1"))
        _ = try zeros.result(of: .multiply, small, small)
        #expect(zeros.work >= 40_000)
        var short = JSONArithmetic(digits: 10_000)
        _ = try short.result(of: .add, JSONNumber(.max), JSONNumber(1))
        #expect(short.work <= 20)
    }

    @Test(
        arguments: [
            ("2.5", 0, .halfEven, "2"), ("3.5", 0, .halfEven, "4"), ("2.5", 0, .halfUp, "3"),
            ("-2.5", 0, .halfUp, "-3"),
            ("0.125", 2, .halfEven, "0.12"), ("19.9", 2, .halfEven, "19.9"), ("1e400", 2, .halfEven, "1e400"),
            ("1250", -2, .halfEven, "1200"), ("1250", -2, .halfUp, "1300"),
            ("12345678901234567890.5", 0, .up, "12345678901234567891"),
            ("-12345678901234567890.5", 0, .down, "-12345678901234567891"), ("1e-999999999", 0, .up, "1"),
            ("-1e-999999999", 0, .down, "-1"), ("1e-999999999", 0, .halfUp, "0"), ("7", .min, .halfUp, "0"),
            ("7", .max, .halfUp, "7"),
            ("123456789012345678901234567890", -28, .halfEven, "120000000000000000000000000000"),
        ] as [(String, Int, JSONRounding, String)])
    func rounds(_ number: String, _ places: Int, _ rule: JSONRounding, _ expected: String) throws {
        var arithmetic = JSONArithmetic(digits: 10_000)
        let rounded = try arithmetic.rounded(try #require(JSONNumber(number)), places: places, rule)
        #expect(rounded == JSONNumber(expected))
    }

    static let hostile = [
        "1e999999999", "-1e999999999", "1e-999999999", "1e9999999999999999999999", "1e-9999999999999999999999",
        "0e999999999",
        "0e-9999999999999999999999", "1", "-0", "0.1", "9223372036854775807", "-9223372036854775808",
        String(repeating: "9", count: 1_000), String(repeating: "9", count: 1_001),
        String(repeating: "9", count: 1_000_000),
        "0." + String(repeating: "0", count: 100_000) + "1", "0." + String(repeating: "3", count: 999),
        "1" + String(repeating: "0", count: 999), "1e999", "1e-999",
    ]

    /// Neither traps, hangs nor fills memory: what is calculated with and what comes of it is short, and so is what it takes.
    @Test(arguments: hostile)
    func hostileNumbersAreCalculatedWithOrRefused(_ text: String) throws {
        let a = try #require(JSONNumber(text))
        for other in Self.hostile {
            let b = try #require(JSONNumber(other))
            for operation in [JSONArithmetic.Operation.add, .subtract, .multiply, .divide, .divideWhole, .remainder] {
                var arithmetic = JSONArithmetic(digits: 1_000)
                if let result = try? arithmetic.result(of: operation, a, b) {
                    #expect(result.text.utf8.count <= 1_025)
                    #expect(JSONNumber(result.text) == result)
                }
                #expect(arithmetic.work <= 60_000)
                _ = JSONArithmetic.short(operation, .number(a), .number(b))
            }
        }
        for rule in [JSONRounding.halfEven, .up, .down] {
            for places in [Int.min, -1_001, -1, 0, 2, 1_000, .max] {
                var arithmetic = JSONArithmetic(digits: 1_000)
                _ = try? arithmetic.rounded(a, places: places, rule)
                let fixed = try? arithmetic.fixed(a, places: max(0, places), rule)
                #expect(fixed.map { $0.whole.utf8.count + $0.fraction.utf8.count <= 1_001 } ?? true)
                #expect(arithmetic.work <= 60_000)
            }
        }
    }

    /// What a machine word is long enough for is what comes of any number of digits, also where it is just not long enough.
    @Test func shortAndLongAgree() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<5_000 {
            let texts = (0..<2).map { _ in
                let digits = String(
                    (0..<Int.random(in: 1...18, using: &random)).map { _ in
                        Character(String(Int.random(in: 0...9, using: &random)))
                    })
                let places = Int.random(in: 0...18, using: &random)
                let whole = String(Int(digits.dropLast(places)) ?? 0)
                let fraction = String(digits.suffix(places))
                return (Bool.random(using: &random) ? "-" : "") + (fraction.isEmpty ? whole : whole + "." + fraction)
            }
            for operation in [JSONArithmetic.Operation.add, .subtract, .multiply, .divide, .divideWhole, .remainder] {
                _ = try? Self.result(texts[0], operation, texts[1])
            }
        }
    }

    // Arrays of values hold one such for each element.
    @Test func numbersStayAsSmallAsTheyWere() {
        #expect(MemoryLayout<JSONNumber>.size <= 17)
        #expect(MemoryLayout<JSONValue>.stride <= 24)
    }
}
