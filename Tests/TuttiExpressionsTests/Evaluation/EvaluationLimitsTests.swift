import Foundation
import Testing
import TuttiExpressions
import TuttiJSON

@Suite struct EvaluationLimitsTests {
    // Chains of projections overflowed the stack before any node was made whose depth could be seen.
    @Test(arguments: [".*", "[:]", "[?a]", "[]", "[*]", "[0:1]"])
    func aLongChainOfProjectionsIsRefused(link: String) {
        let error = #expect(throws: ExpressionSyntaxError.self) {
            try Expression(parsing: "u" + String(repeating: link, count: 12_000))
        }
        #expect(error?.message.contains("nests deeper than") == true)
    }

    // Results that nest former results are deeper than any document or expression; walking them overflowed the stack.
    @Test(arguments: ["a == b", "a != b", "deep_merge(a, b)", "contains([a], b)", "a == [b]"])
    func valuesThatNestTooDeepAreALimitNotACrash(source: String) throws {
        var a = JSONValue.object(JSONObject([("leaf", .null)]))
        var b = a
        for _ in 0..<20_000 {
            a = .object(JSONObject([("x", a)]))
            b = .object(JSONObject([("x", b)]))
        }
        let expression = try Expression(parsing: source)
        let document = JSONValue.object(JSONObject([("a", a), ("b", b)]))
        if source == "a == [b]" {
            #expect(try expression.evaluate(over: document) == .bool(false))
        } else {
            let error = #expect(throws: EvaluationError.self) { try expression.evaluate(over: document) }
            #expect(error?.category == .limit)
        }
        // Released level by level: releasing 20,000 at once is recursive, too.
        for value in [a, b] {
            var value = value
            while let inner = value.member("x") { value = inner }
        }
    }

    private static let limits = EvaluationLimits(steps: 100_000, outputBytes: 1 << 20)

    private static let doubling = "[@, @]" + String(repeating: " | [@, @]", count: 60)

    static let growing: [(String, String)] = [
        // 2^61 copies.
        (doubling, "the result is larger than 1048576 bytes"),
        ("{a: @}" + String(repeating: " | {a: @, b: @}", count: 60), "the result is larger than 1048576 bytes"),
        (
            "let $a = `[1, 2, 3, 4]` in " + String(repeating: "[@, @] | ", count: 60) + "[$a, @]",
            "the result is larger than 1048576 bytes"
        ),
        ("to_string(\(doubling))", "the result is larger than 1048576 bytes"),
        // Materialised, compared, sorted, joined.
        ("[@, @]" + String(repeating: " | [@, @][]", count: 60), "evaluation takes more than 100000 steps"),
        ("[\(doubling), \(doubling)] | [0] == [1]", "evaluation takes more than 100000 steps"),
        (
            "'aaaaaaaaaaaaaaaa'" + String(repeating: " | join('', [@, @])", count: 60),
            "evaluation makes more than 1048576 bytes"
        ),
        ("pad_left('a', `4611686018427387904`)", "evaluation makes more than 1048576 bytes"),
        ("pad_left('a', `9223372036854775807`)", "evaluation makes more than 1048576 bytes"),
        ("pad_right('a', `100000000`)", "evaluation makes more than 1048576 bytes"),
    ]

    @Test(arguments: growing)
    func stopsWhatGrowsWithoutBound(_ source: String, _ message: String) throws {
        let expression = try Expression(parsing: source)
        let error = #expect(throws: EvaluationError.self) {
            try expression.evaluate(over: .bool(true), limits: Self.limits)
        }
        #expect(error?.category == .limit)
        #expect(error?.message == message)
        var writer = JSONWriter()
        let writing = #expect(throws: EvaluationError.self) {
            try expression.write(over: .bool(true), limits: Self.limits, to: &writer)
        }
        #expect(writing == error)
        #expect(writer.bytes.isEmpty)
    }

    @Test func manyElementsTimesTheWholeDocumentAreMeasured() throws {
        let elements = String(repeating: "1,", count: 1_000) + "1"
        let document = try json("{\"a\": [\(elements)]}")
        let error = #expect(throws: EvaluationError.self) {
            try Expression(parsing: "a[*].[$]").evaluate(over: document, limits: Self.limits)
        }
        #expect(error?.message == "the result is larger than 1048576 bytes")
    }

    @Test func countsSteps() throws {
        let document = try json("[\(String(repeating: "1,", count: 1000))1]")
        let expression = try Expression(parsing: "[?@ > `0`]")
        #expect(throws: EvaluationError.self) {
            try expression.evaluate(over: document, limits: EvaluationLimits(steps: 3000))
        }
        let value = try expression.evaluate(over: document, limits: EvaluationLimits(steps: 6000))
        #expect(value.count == 1001)
    }

    @Test func countsDepth() throws {
        let source = String(repeating: "[", count: 20) + "@" + String(repeating: "]", count: 20)
        let expression = try Expression(parsing: source)
        #expect(throws: EvaluationError.self) {
            try expression.evaluate(over: .null, limits: EvaluationLimits(depth: 20))
        }
        #expect(try expression.evaluate(over: .null, limits: EvaluationLimits(depth: 21)).count == 1)
    }

    @Test func theDeepestExpressionsFitASmallStack() async throws {
        let sources = [
            String(repeating: "(", count: 300),
            String(repeating: "[", count: 125) + "@" + String(repeating: "]", count: 125),
            String(repeating: "a.", count: 125) + "a",
            "@" + String(repeating: "[?@", count: 120) + String(repeating: "]", count: 120),
            String(repeating: "map(&", count: 60) + "@" + String(repeating: ", @)", count: 60),
            Array(repeating: "@", count: 125).joined(separator: " | "),
        ]
        await withCheckedContinuation { done in
            let thread = Thread {
                for source in sources {
                    guard let expression = try? Expression(parsing: source) else { continue }
                    _ = expression.names(current: .root)
                    let bound = expression.bound(to: ScopeLayout(names: ["a"]), current: .root)
                    _ = try? bound.evaluate(in: Scope(layout: ScopeLayout(names: ["a"])))
                    _ = try? expression.evaluate(over: .array([.array([.bool(true)])]))
                    var writer = JSONWriter()
                    _ = try? expression.write(over: .array([.array([.bool(true)])]), to: &writer)
                }
                done.resume()
            }
            // Four times what an optimised build needs; unoptimised frames are larger.
            thread.stackSize = 2 << 20
            thread.start()
        }
    }
}

extension EvaluationLimitsTests {
    /// A document can be large enough that reading a part of it once for each element takes long.
    @Test(arguments: [
        "map(&$.list[-1], list)", "map(&$.object.last, list)", "map(&lookup($.object, 'last'), list)",
        "list[?starts_with($.text, 'b')]", "list[?$.text == 'b']", "list[?$.digits > @]", "list[?abs($.digits) == @]",
        "list[?contains($.list, `0`)]", "list[?length($.object) == @]",
    ])
    func paysForReadingTheSameLargeValueAgainAndAgain(_ source: String) throws {
        let list = (0..<1_000).map { "\($0)" }.joined(separator: ",")
        let members = (0..<1_000).map { "\"m\($0)\":1" }.joined(separator: ",")
        let text = String(repeating: "a", count: 20_000)
        let digits = String(repeating: "9", count: 20_000)
        let document = try json(
            """
            {"list": [\(list)], "object": {\(members), "last": 2}, "text": "\(text)", "digits": \(digits), "small": "x"}
            """)
        // Reading one small value for each of the thousand elements takes less than half of this.
        let limits = EvaluationLimits(steps: 12_000)
        let layout = ScopeLayout(names: ["list", "object", "text", "digits", "small"])
        var scope = Scope(layout: layout)
        for (slot, name) in layout.names.enumerated() { scope[slot] = try #require(document.member(name)) }
        let expression = try Expression(parsing: source).bound(to: layout, current: .root)
        let error = #expect(throws: EvaluationError.self) { try expression.evaluate(in: scope, limits: limits) }
        #expect(error?.category == .limit)
        let small = try Expression(parsing: "map(&starts_with($.small, 'x'), list)").bound(to: layout, current: .root)
        #expect(try small.evaluate(in: scope, limits: limits).count == 1_000)
    }
}

extension EvaluationLimitsTests {
    private static let name = String(repeating: "n", count: 60_000)
    private static let digits = String(repeating: "9", count: 60_000)

    /// Names and literals of the expression, put into each element, make much of a small document.
    @Test(arguments: [
        "[].{\(name): @}", "[*].{a: {\(name): @}}", "[?@].[{\(name): @}]", "[].[`\(digits)`]",
        "[].[\(Array(repeating: "'\(name.prefix(200))'", count: 50).joined(separator: ","))]",
        "[].{\((0..<50).map { "\(name.prefix(100))\($0): @" }.joined(separator: ","))}",
    ])
    func countsTheTextOfTheExpressionInEachElement(_ source: String) throws {
        let document = try json("[\(String(repeating: "1,", count: 1_000))1]")
        let error = #expect(throws: EvaluationError.self) {
            try Expression(parsing: source).evaluate(over: document, limits: Self.limits)
        }
        #expect(error?.message == "the result is larger than 1048576 bytes")
    }

    @Test func whatIsPutTogetherAndLeftOutAgainIsNotCounted() throws {
        let document = try json("[\(String(repeating: "1,", count: 1_000))1]")
        let expression = try Expression(parsing: "[].{\(Self.name): @} | [0]")
        #expect(try expression.evaluate(over: document, limits: Self.limits).count == 1)
    }

    /// Each comparison reads all digits.
    @Test(arguments: ["sort(@)", "sort_by(@, &@)"])
    func paysForTheDigitsThatSortingCompares(_ source: String) throws {
        let expression = try Expression(parsing: source)
        let long = String(repeating: "9", count: 500)
        let error = #expect(throws: EvaluationError.self) {
            try expression.evaluate(over: json("[\(Array(repeating: long, count: 2_000).joined(separator: ","))]"))
        }
        #expect(error?.category == .limit)
        let short = (0..<2_000).map { "\($0)" }.joined(separator: ",")
        #expect(try expression.evaluate(over: json("[\(short)]"), limits: Self.limits).count == 2_000)
    }
}

extension EvaluationLimitsTests {
    private static func message(_ source: String, over document: JSONValue) throws -> [String?] {
        let expression = try Expression(parsing: source)
        var messages: [String?] = []
        do {
            _ = try expression.evaluate(over: document)
            messages.append(nil)
        } catch {
            messages.append(error.message)
        }
        var writer = JSONWriter()
        do {
            _ = try expression.write(over: document, to: &writer)
            messages.append(nil)
        } catch {
            messages.append(error.message)
            #expect(writer.bytes.isEmpty)
        }
        return messages
    }

    /// 17 KB made 53 MB: a list that each of its elements holds, a text that each of its letters is replaced by.
    @Test(arguments: [
        ("list[*].{all: $.list}", "the result is larger than 1048576 bytes"),
        ("list[*].[$.list]", "the result is larger than 1048576 bytes"),
        ("list.map(&$.list, @)", "the result is larger than 1048576 bytes"),
        ("replace(text, 'a', text)", "evaluation makes more than 1048576 bytes"),
        ("list[*].join('', [$.text, $.text])", "evaluation makes more than 1048576 bytes"),
        ("map(&to_string($.list), list)", "the result is larger than 1048576 bytes"),
    ])
    func aSmallDocumentMakesNoLargeResult(_ source: String, _ message: String) throws {
        let list = (0..<2_000).map { "\($0)" }.joined(separator: ",")
        let document = try json("{\"list\": [\(list)], \"text\": \"\(String(repeating: "a", count: 8_000))\"}")
        #expect(try Self.message(source, over: document) == [message, message])
    }

    /// Of what is large already, up to sixteen times as much may be made.
    @Test func aLargeDocumentMakesSomeTimesAsMuch() throws {
        let text = String(repeating: "b", count: 400_000)
        let document = try json("{\"list\": [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17], \"text\": \"\(text)\"}")
        #expect(try Self.message("list[:15].{t: $.text}", over: document) == [nil, nil])
        let layout = ScopeLayout(names: ["list", "text"])
        var scope = Scope(layout: layout)
        (scope[0], scope[1]) = (document.member("list") ?? .null, document.member("text") ?? .null)
        let fits = try Expression(parsing: "list[:15].{t: $.text}").bound(to: layout, current: .root)
        var writer = JSONWriter()
        #expect(try fits.write(in: scope, to: &writer))
        #expect(try byteCount(fits.evaluate(in: scope)) == writer.bytes.count)
        let messages = try Self.message("list[*].{t: $.text}", over: document)
        #expect(messages[0]?.hasPrefix("the result is larger than 64") == true)
        #expect(messages[0] == messages[1])
    }

    private func byteCount(_ value: JSONValue) -> Int { text(value).utf8.count }

    /// Each of these held a thread for 100 ms and more; what is refused now is about what takes longer than 50 ms.
    @Test(arguments: [
        "group_by(list, &k)", "index_by(list, &k)", "from_items(list[*].[k, n])", "sort_by(list, &k)",
        "merge(members, members)",
        "items(members)",
    ])
    func whatTakesLongIsRefused(_ source: String) throws {
        let list = (0..<100_000).map { "{\"k\":\"k\($0)\",\"n\":\($0)}" }.joined(separator: ",")
        let members = (0..<100_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let document = try json("{\"list\": [\(list)], \"members\": {\(members)}}")
        let message = "evaluation takes more than 1000000 steps"
        #expect(try Self.message(source, over: document) == [message, message])
        let tenth = source.replacingOccurrences(of: "list", with: "list[:10000]")
        if tenth != source { #expect(try Self.message(tenth, over: document) == [nil, nil]) }
    }

    @Test func aHundredThousandInFewGroupsAreGrouped() throws {
        let list = (0..<100_000).map { "{\"k\":\"k\($0 % 100)\"}" }.joined(separator: ",")
        #expect(try Self.message("group_by(@, &k)", over: try json("[\(list)]")) == [nil, nil])
    }

    /// Long numbers are paid for as long as they take; each of these held a thread of a debug build for seconds.
    @Test(arguments: [
        "list[*].[@ + `1e900`]", "list[*].to_fixed(@, `900`)", "sum(list[*].[$.n * $.n][])",
        "list[*].[to_string(@ * $.n)]",
        "list[*].[$.n // `7`]", "list[*].[$.n % `7`]", "list[*].round($.n / `7`, `900`)",
        "list[*].format_number($.n, `2`)", "list[*].[@ * $.small]", "list[?$.nines > $.nines]",
        "list[*].[[$.nines] == [$.nines]]",
    ])
    func longNumbersArePaidFor(_ source: String) throws {
        let list = (0..<400).map { "\($0)" }.joined(separator: ",")
        let document = try json(
            """
            {"list": [\(list)], "n": \(String(repeating: "7", count: 490)), "nines": \(String(repeating: "9", count: 8_000)),
             "small": 0.\(String(repeating: "0", count: 8_000))1}
            """)
        let expression = try Expression(parsing: source)
        let error = #expect(throws: EvaluationError.self) {
            try expression.evaluate(over: document, limits: EvaluationLimits(steps: 40_000))
        }
        #expect(error?.message == "evaluation takes more than 40000 steps")
    }

    /// Squaring again and again neither hangs nor fills memory.
    @Test(arguments: [
        "let $a = n * n in let $b = $a * $a in let $c = $b * $b in $c * $c", "n * n * n", "n // `1e-900`",
        "sum([n, `1e-900`])", "n.to_fixed(@, `900`)", "m + n", "n.to_fixed(@, `1001`)",
    ])
    func longNumbersAreBounded(_ source: String) throws {
        let document = try json(
            "{\"n\": \(String(repeating: "7", count: 400)), \"m\": 1\(String(repeating: "7", count: 1_000))}")
        let messages = try Self.message(source, over: document)
        #expect(messages[0]?.contains("numbers of at most 1000 digits") == true)
        #expect(messages[0] == messages[1])
    }
}
