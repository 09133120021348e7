import Testing
import TuttiJSON

struct JSONNumberTests {
    static func number(_ text: String) throws -> JSONNumber {
        try #require(JSONNumber(text), "\(text)")
    }

    @Test(arguments: [
        "0", "-0", "1", "-1", "1.0", "1.50", "1e5", "1E+05", "-0.0", "123456789012345678", "1234567890123456789",
        "9223372036854775808", "0.1e-7", "3.141592653589793238462643383279",
    ])
    func keepsItsDigits(text: String) throws {
        #expect(try Self.number(text).text == text)
        #expect(try #require(try parse(text).number).text == text)
        #expect(try Self.number(text) == parse(text).number)
    }

    @Test(arguments: [
        "", "-", "+1", "01", "-01", "1.", ".1", "1.e1", "1e", "1e+", "0x1", " 1", "1 ", "1,5", "NaN", "Infinity",
        "1e5.5", "１",
        "--1", "1-",
    ])
    func refusesWhatIsNotANumber(text: String) {
        #expect(JSONNumber(text) == nil)
    }

    @Test(arguments: [
        ("1", "1.0"), ("1", "10e-1"), ("0", "-0"), ("0", "0.000e99"), ("0", "-0e-1"), ("100", "1e2"),
        ("-120.50", "-1205e-1"),
        ("0.001", "1e-3"), ("0.00120", "12e-4"), ("1e400", "10e399"), ("9007199254740993", "9007199254740993.0"),
        ("123456789012345678901234567890", "12345678901234567890123456789e1"), ("1e0", "1E+0"), ("10.0", "1.0e1"),
    ])
    func equalValuesAreEqualHoweverWritten(left: String, right: String) throws {
        let (a, b) = (try Self.number(left), try Self.number(right))
        #expect(a == b)
        #expect(a.hashValue == b.hashValue)
        #expect(!(a < b) && !(b < a))
    }

    @Test
    func anyTwoOfAnAscendingListAreOrdered() throws {
        let ascending = try [
            "-1e999999999999999999999", "-1e400", "-9007199254740993", "-9007199254740992", "-10", "-9.9", "-1", "-0.5",
            "-1e-400",
            "0", "1e-999999999999999999999", "1e-400", "0.00999", "0.01", "0.1", "0.11", "0.2", "1",
            "1.0000000000000000001", "9",
            "10", "10.5", "99", "100", "9007199254740992", "9007199254740993", "9223372036854775807",
            "9223372036854775808",
            "1e400", "1e999999999999999999999",
        ].map(Self.number)
        for (i, a) in ascending.enumerated() {
            for (j, b) in ascending.enumerated() {
                #expect((a < b) == (i < j), "\(a) < \(b)")
                #expect((a == b) == (i == j), "\(a) == \(b)")
            }
        }
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("1.0", 1), ("1e3", 1000), ("-12.50e1", -125), ("9223372036854775807", .max),
            ("-9223372036854775808", .min), ("922337203685477580.7e1", .max), ("0e999999999", 0),
            ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1.5", nil), ("1e19", nil), ("1e-1", nil),
            ("1e999999999999", nil), ("0.5", nil), ("99999999999999999999", nil),
        ] as [(String, Int?)])
    func integersAreReadExactly(text: String, value: Int?) throws {
        #expect(try Self.number(text).int == value)
    }

    @Test(
        arguments: [
            ("1", 1), ("-0.5", -0.5), ("1e308", 1e308), ("1e400", .infinity), ("-1e999999999", -.infinity),
            ("1e-999999999", 0),
            ("0.1", 0.1), ("1" + String(repeating: "0", count: 22), 1e22),
        ] as [(String, Double)])
    func doublesAreTheNearest(text: String, value: Double) throws {
        #expect(try Self.number(text).double == value)
    }

    @Test(
        arguments: [
            (0, "0"), (-0.0, "0"), (1, "1"), (-2.5, "-2.5"), (0.1, "0.1"), (1e15, "1000000000000000"),
            (1e100, "1e+100"),
            (Double.leastNonzeroMagnitude, "5e-324"), (0x1p53, "9007199254740992.0"),
        ] as [(Double, String)])
    func doublesAreWrittenShortest(value: Double, text: String) throws {
        let number = try #require(JSONNumber(value))
        #expect(number.text == text)
        #expect(number.double == value)
        #expect(JSONNumber(number.text) == number)
    }

    @Test
    func notANumberAndInfinityAreNoNumbers() {
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(-Double.infinity) == nil)
    }

    @Test(arguments: [Int.min, -1, 0, 1, .max])
    func integersAreWrittenAsTheyAre(value: Int) throws {
        #expect(JSONNumber(value).text == String(value))
        #expect(JSONNumber(value) == (try Self.number(String(value))))
        #expect(JSONNumber(value).isNegative == (value < 0))
        #expect(try Self.number("\(value).0").isNegative == (value < 0))
    }

    @Test
    func negativeZeroIsNotNegative() throws {
        #expect(try !Self.number("-0").isNegative)
        #expect(try !Self.number("-0.00e5").isNegative)
        #expect(try Self.number("-0.01").isNegative)
    }

    static let ordered = [
        "-123456789012345678901", "-123456789012345678", "-1.5", "-1", "-0.000000000000000001", "0", "0.10", "0.2",
        "1.4999999999",
        "1.5", "10", "12e0", "12.000000000000000001", "999999999999999999", "1234567890123456789.5", "1e30",
    ]

    // Numbers of up to 18 digits are compared another way than longer ones and those with an exponent.
    @Test(arguments: ordered)
    func valuesAreInOrderWhereverTheyAre(text: String) throws {
        let place = try #require(Self.ordered.firstIndex(of: text))
        for (other, otherText) in Self.ordered.enumerated() {
            let expected = (place - other).signum()
            for left in [JSONValue.node(try parse(text)), .number(try Self.number(text))] {
                for right in [JSONValue.node(try parse(otherText)), .number(try Self.number(otherText))] {
                    #expect(left.numericOrder(to: right)?.signum() == expected)
                }
            }
        }
        #expect(JSONValue.string(text).numericOrder(to: .number(JSONNumber(1))) == nil)
    }
}
