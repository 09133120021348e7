import Testing
import TuttiExpressions
import TuttiJSON

/// What the functions give where the conformance suite does not show it, and Tutti's own functions.
@Suite struct FunctionTests {
    static let numbers: [(String, String, String)] = [
        ("abs(@)", "-12345678901234567890.50", "12345678901234567890.50"),
        ("abs(@)", "-0", "-0"),
        ("abs(@)", "-9223372036854775808", "9223372036854775808"),
        ("avg(@)", "[1, 2]", "1.5"),
        ("avg(@)", "[]", "null"),
        ("sum(@)", "[9007199254740993, 1]", "9007199254740994"),
        ("sum(@)", "[0.5, 0.25]", "0.75"),
        ("ceil(@)", "-1.5", "-1"),
        ("floor(@)", "-1.5", "-2"),
        ("ceil(@)", "12345678901234567890.5", "12345678901234567891"),
        ("floor(@)", "1.0", "1"),
        ("sum(@)", "[0.1, 0.2]", "0.3"),
        ("sum(@)", "[1e308, 1e308]", "2e308"),
        ("sum(@)", "[19.90, 1e1]", "29.90"),
        ("avg(@)", "[19.90, 0.10]", "10.00"),
        ("@[0] * @[1]", "[3, 19.90]", "59.70"),
        ("-@", "19.90", "-19.90"),
        ("-@", "-12345678901234567890.50", "12345678901234567890.50"),
        ("-@", "0", "0"),
        ("+@", "1.50", "1.50"),
        ("round(@)", "2.5", "2"),
        ("round(@, `1`)", "0.25", "0.2"),
        ("round(@, `1`, 'half-up')", "0.25", "0.3"),
        ("round(@, `1`, 'half-even')", "0.35", "0.4"),
        ("round(@, `-2`)", "1234", "1200"),
        ("to_fixed(@, `2`)", "59.7", #""59.70""#),
        ("to_fixed(@, `0`)", "59.7", #""60""#),
        ("to_fixed(@, `2`)", "-0.001", #""0.00""#),
        ("to_fixed(@, `2`, 'half-up')", "0.125", #""0.13""#),
        ("to_fixed(@, `1`)", "1e30", #""1000000000000000000000000000000.0""#),
        ("format_number(@)", "1234567.5", #""1,234,568""#),
        ("format_number(@, `2`)", "1234567.5", #""1,234,567.50""#),
        ("format_number(@, `2`, '.', ',')", "-1234567.5", #""-1.234.567,50""#),
        ("format_number(@, `2`, '')", "1234567.5", #""1234567.50""#),
        ("format_number(@, `2`, '\u{2019}')", "1234567.5", "\"1\u{2019}234\u{2019}567.50\""),
        ("format_number(@, `2`)", "999.995", #""1,000.00""#),
        ("max(@)", "[]", "null"),
        ("min(@)", "[2.0, 1.50, 1.5]", "1.50"),
        ("max(@)", #"["b", "ab"]"#, #""b""#),
        ("to_number(@)", #""1e3""#, "1e3"),
        ("to_number(@)", #"" 1""#, "null"),
        ("to_number(@)", #""0x1""#, "null"),
        ("to_number(@)", "1.50", "1.50"),
        ("to_number(@)", "null", "null"),
    ]

    static let strings: [(String, String, String)] = [
        ("contains(@, 'ü')", #""grün""#, "true"),
        ("contains(@, '')", #""""#, "true"),
        ("contains(@, `1`)", #""1""#, "false"),
        ("contains(@, `1`)", "[1.0]", "true"),
        ("contains(@, `{\"a\": 1}`)", #"[{"a": 1.0}]"#, "true"),
        ("starts_with(@, '')", #""a""#, "true"),
        ("ends_with(@, 'e\u{301}')", #""\u00e9""#, "false"),
        ("find_first(@, 'b', `-2`)", #""abab""#, "3"),
        ("find_first(@, 'b', `2`, `3`)", #""abab""#, "null"),
        ("find_last(@, 'ab')", #""abab""#, "2"),
        ("find_last(@, 'ab', `0`, `3`)", #""abab""#, "0"),
        ("find_first(@, 'x', `9223372036854775807`)", #""abab""#, "null"),
        ("find_first(@, 'a', `-9223372036854775808`)", #""abab""#, "0"),
        ("find_first(@, 'b')", #""\ud834\udf06b""#, "1"),
        ("join('-', @)", "[]", #""""#),
        ("lower(@)", #""ÄÖ""#, #""äö""#),
        ("upper(@)", #""ß""#, #""SS""#),
        ("replace(@, '', 'x')", #""ab""#, #""ab""#),
        ("replace(@, 'aa', 'a')", #""aaaa""#, #""aa""#),
        ("split(@, ',')", #""a,,b""#, #"["a","","b"]"#),
        ("split(@, ',')", #""""#, #"[""]"#),
        ("split(@, ',', `0`)", #""a,b""#, #"["a,b"]"#),
        ("split(@, '')", #""ab""#, #"["a","b"]"#),
        ("trim(@)", #""\u00a0a\t""#, #""a""#),
        ("trim(@)", #"""  "#, #""""#),
        ("trim_left(@, 'ab')", #""abcab""#, #""cab""#),
        ("trim_right(@, 'ab')", #""abcab""#, #""abc""#),
        ("trim_right(@)", #"""  "#, #""""#),
        ("pad_left(@, `3`, 'ü')", #""a""#, #""üüa""#),
        ("pad_right(@, `1`)", #""ab""#, #""ab""#),
        ("to_string(@)", #"{ "a" : [1.0, " x\" "] }"#, #""{\"a\":[1.0,\" x\\\" \"]}""#),
        ("to_string({a: @})", "1.50", #""{\"a\":1.50}""#),
        ("to_string(@)", "null", #""null""#),
        ("reverse(@)", #""a\ud834\udf06""#, "\"\u{1D306}a\""),
        ("encode_uri(@)", #""a b/ü?~""#, #""a%20b%2F%C3%BC%3F~""#),
        ("parse_json(@).a", #""{\"a\": 1.50}""#, "1.50"),
    ]

    static let arrays: [(String, String, String)] = [
        ("length(@)", #"{"a": 1, "a": 2}"#, "1"),
        ("length(@)", #""\ud834\udf06e\u0301""#, "3"),
        ("map(&@, @)", "[1, null]", "[1,null]"),
        ("map(&[0], @)", "[[1], [2]]", "[1,2]"),
        ("reverse(@)", "[1, 2]", "[2,1]"),
        ("sort(@)", #"["b", "a", "B", "\u00e9", "z"]"#, #"["B","a","b","z","\u00e9"]"#),
        ("sort_by(@, &a)[].b", #"[{"a": 1, "b": 1}, {"a": 0, "b": 2}, {"a": 1.0, "b": 3}]"#, "[2,1,3]"),
        ("sort_by(@, &a)", "[]", "[]"),
        ("max_by(@, &a).b", #"[{"a": 1, "b": 1}, {"a": 1, "b": 2}]"#, "1"),
        ("min_by(@, &a)", "[]", "null"),
        ("zip(@[0], @[1])", #"[[1, 2], ["a", "b", "c"]]"#, #"[[1,"a"],[2,"b"]]"#),
        ("zip(@)", "[]", "[]"),
        ("to_array(@)", "null", "[null]"),
        ("concat(@, @[0], `[]`)", "[[1], 2]", "[[1],2,1]"),
        (
            "group_by(@, &k)", #"[{"k": "b"}, {"k": "a"}, {"k": "b", "x": 1}, {}]"#,
            #"{"b":[{"k": "b"},{"k": "b", "x": 1}],"a":[{"k": "a"}]}"#
        ),
        (
            "index_by(@, &k)", #"[{"k": 1, "v": 1}, {"k": "a"}, {}, {"k": 1, "v": 2}]"#,
            #"{"1":{"k": 1, "v": 2},"a":{"k": "a"}}"#
        ),
    ]

    static let objects: [(String, String, String)] = [
        ("keys(@)", #"{"b": 1, "a": 2, "b": 3}"#, #"["b","a"]"#),
        ("values(@)", #"{"b": 1, "a": 2, "b": 3}"#, "[3,2]"),
        ("items(@)", #"{"b": 1}"#, #"[["b",1]]"#),
        ("from_items(@)", #"[["a", 1], ["b", 2], ["a", 3]]"#, #"{"a":3,"b":2}"#),
        ("merge(@, `{\"a\": null}`)", #"{"a": {"x": 1}, "b": 2}"#, #"{"a":null,"b":2}"#),
        ("deep_merge(@, `{\"a\": {\"y\": 2}}`)", #"{"a": {"x": 1}, "b": 2}"#, #"{"a":{"x":1,"y":2},"b":2}"#),
        ("deep_merge(@, `{\"a\": 1}`, `{\"a\": {\"y\": 2}}`)", #"{"a": {"x": 1}}"#, #"{"a":{"y": 2}}"#),
        ("lookup(@, 'a')", #"{"a": 1}"#, "1"),
        ("lookup(@, 'b')", #"{"a": 1}"#, "null"),
        ("lookup(@, `1`)", #"{"1": 2}"#, "2"),
        ("lookup(@, `true`)", #"{"true": 2}"#, "2"),
        ("lookup(@, x)", #"{"a": 1}"#, "null"),
        ("lookup(x, 'a')", #"{"a": 1}"#, "null"),
        (
            "@[].{id: id, p: lookup(index_by($, &id), to)}", #"[{"id": 1, "to": 2}, {"id": 2, "to": 9}]"#,
            #"[{"id":1,"p":{"id": 2, "to": 9}},{"id":2,"p":null}]"#
        ),
        ("not_null(x, `null`)", "{}", "null"),
        ("type(@)", "null", #""null""#),
        ("now()", "null", "null"),
        ("entries(@)", #"{"b": 1}"#, #"[{"key":"b","value":1}]"#),
        ("pick(@, ['a', 'x'])", #"{"b": 1, "a": 2}"#, #"{"a":2}"#),
        ("omit(@, ['a', 'x'])", #"{"b": 1, "a": 2}"#, #"{"b":1}"#),
        ("pick(@, ['a'])", "null", "null"),
        ("range(@)", "0", "[]"),
        ("range(@)", "3", "[0,1,2]"),
        (
            "camel_case(@)", #"{"user_id": [{"first-name": "a_b"}], "_x_y": 1, "a": 2}"#,
            #"{"userId":[{"firstName":"a_b"}],"_xY":1,"a":2}"#
        ),
        ("camel_case(@)", #""order_line_ID""#, #""orderLineID""#),
        ("camel_case(@)", "null", "null"),
        (
            "snake_case(@)", #"{"userID": 1, "HTTPServer": 2, "x1Y": 3, "already_so": 4}"#,
            #"{"user_id":1,"http_server":2,"x1_y":3,"already_so":4}"#
        ),
        ("snake_case(@)", #""first-Name""#, #""first_name""#),
        ("camel_case(@)", #"{"a_b": 1, "aB": 2}"#, #"{"aB":2}"#),
    ]

    static let times: [(String, String, String)] = [
        ("parse_time(@)", #""1970-01-01T00:00:00Z""#, "0"),
        ("parse_time(@)", #""2026-11-30T13:00:00.250+01:00""#, "1796040000.25"),
        ("parse_time(@)", #""1969-12-31T23:59:59.5Z""#, "-0.5"),
        ("parse_time(@)", #""2016-12-31T23:59:60Z""#, "1483228800"),
        ("parse_time(@)", #""0000-01-01t00:00:00z""#, "-62167219200"),
        ("parse_time(@)", #""2026-02-29T00:00:00Z""#, "null"),
        ("parse_time(@)", #""2026-11-30""#, "null"),
        ("parse_time(@)", #""2026-11-30T13:00:00""#, "null"),
        ("parse_time(@)", #""2026-11-30T13:00:00+24:00""#, "null"),
        ("parse_time(@)", #""""#, "null"),
        ("format_time(@)", "0", #""1970-01-01T00:00:00Z""#),
        ("format_time(@)", "-0.5", #""1969-12-31T23:59:59.5Z""#),
        ("format_time(@)", "1.123456789123", #""1970-01-01T00:00:01.123456789Z""#),
        ("format_time(@, 'rfc3339', '-03:30')", #""2026-11-30T12:00:00Z""#, #""2026-11-30T08:30:00-03:30""#),
        (
            "format_time(@, 'yyyy-MM-ddTHH:mm:ss.SSSXXX')", #""2026-11-30T12:00:00.5+01:00""#,
            #""2026-11-30T12:00:00.500+01:00""#
        ),
        ("format_time(@, 'EEEE, d.M.yyyy H')", #""2026-01-02T03:04:05Z""#, #""Friday, 2.1.2026 3""#),
        ("add_time(@, '-30d')", #""2026-03-01T12:00:00+02:00""#, #""2026-01-30T12:00:00+02:00""#),
        ("add_time(@, '1y')", #""2024-02-29T00:00:00Z""#, #""2025-02-28T00:00:00Z""#),
        ("add_time(@, '-1mo')", #""2026-03-31T00:00:00Z""#, #""2026-02-28T00:00:00Z""#),
        ("add_time(@, '1h30m10s500ms')", #""2026-01-01T00:00:00Z""#, #""2026-01-01T01:30:10.500Z""#),
        ("add_time(@, '-1ms')", #""1970-01-01T00:00:00Z""#, #""1969-12-31T23:59:59.999Z""#),
        ("add_time(@, '1w')", "0", "604800"),
        ("add_time(@, '-1500ms')", "0", "-1.5"),
        ("time_between(@[0], @[1])", #"["2026-11-30T12:00:00Z", "2026-11-30T12:00:00.001Z"]"#, "0.001"),
        ("time_between(@[0], @[1])", #"["2026-11-30T12:00:00+01:00", 0]"#, "-1796036400"),
        ("@[0] < @[1]", #"["2026-11-30T12:00:00Z", "2026-11-30T13:30:00+01:00"]"#, "true"),
        ("@[0] >= @[1]", #"["2026-11-30T12:00:00Z", "2026-11-30T13:00:00.000+01:00"]"#, "true"),
        ("@[0] < @[1]", #"["2026-11-30T12:00:00Z", "tomorrow"]"#, "null"),
        ("@[0] < @[1]", #"["a", "b"]"#, "null"),
    ]

    @Test(arguments: numbers + strings + arrays + objects + times)
    func gives(_ source: String, _ document: String, _ expected: String) throws {
        #expect(try evaluated(source, over: document) == expected)
    }

    static let failures: [(String, String, ExpressionErrorCategory, String)] = [
        (
            "sort(@)", #"[1, "a"]"#, .invalidType,
            "argument 1 of `sort` must be an array of numbers or of strings, and it is an array"
        ),
        (
            "sort_by(@, &a)", #"[{"a": 1}, {"a": "x"}]"#, .invalidType,
            "the expression of `sort_by` must give numbers only or strings only, and it gave a string"
        ),
        (
            "max_by(@, &a)", #"[{}]"#, .invalidType,
            "the expression of `max_by` must give numbers only or strings only, and it gave null"
        ),
        (
            "group_by(@, &a)", #"[{"a": 1}]"#, .invalidType,
            "the expression of `group_by` must give strings, and it gave a number"
        ),
        (
            "index_by(@, &a)", #"[{"a": []}]"#, .invalidType,
            "the expression of `index_by` must give strings or numbers, and it gave an array"
        ),
        (
            "from_items(@)", "[1]", .invalidType,
            "`from_items` takes pairs [name, value] with a string as name, and one element is a number"
        ),
        (
            "from_items(@)", "[[1, 2]]", .invalidType,
            "`from_items` takes pairs [name, value] with a string as name, and one element is another array"
        ),
        (
            "from_items(@)", #"[["a"]]"#, .invalidValue,
            "`from_items` takes pairs [name, value] with a string as name, and one element is another array"
        ),
        ("merge(@, a)", "{}", .invalidType, "argument 2 of `merge` must be an object, and it is null"),
        ("parse_json(@)", #""{""#, .invalidValue, "argument 1 of `parse_json` is not JSON"),
        ("pad_left('a', @, 'xy')", "1", .invalidValue, "argument 3 of `pad_left` must be exactly one character"),
        ("pad_left('a', @)", "-1", .invalidValue, "argument 2 of `pad_left` must be at least 0, not -1"),
        ("pad_left('a', @)", "1.5", .invalidValue, "argument 2 of `pad_left` must be a whole number, not 1.5"),
        ("split('a', 'b', @)", "1e400", .invalidValue, "argument 3 of `split` must be a whole number, not 1e400"),
        ("replace('a', 'b', 'c', @)", "-1", .invalidValue, "argument 4 of `replace` must be at least 0, not -1"),
        ("find_first('a', 'b', @)", "0.5", .invalidValue, "argument 3 of `find_first` must be a whole number, not 0.5"),
        ("sum(@)", "[1e10000, 1]", .notANumber, "`+` takes and gives numbers of at most 1000 digits"),
        ("to_fixed(@, `2`)", "1e9999", .notANumber, "`to_fixed` takes and gives numbers of at most 1000 digits"),
        ("to_fixed(@, `-1`)", "1", .invalidValue, "argument 2 of `to_fixed` must be at least 0, not -1"),
        ("round(@, `0.5`)", "1", .invalidValue, "argument 2 of `round` must be a whole number, not 0.5"),
        (
            "round(@.a, `0`, b)", #"{"a": 1, "b": "up"}"#, .invalidType,
            "argument 3 of `round` must be 'half-even' or 'half-up', and it is a string"
        ),
        ("range(@)", "10001", .invalidValue, "argument 1 of `range` must be at most 10000"),
        ("range(@)", "-1", .invalidValue, "argument 1 of `range` must be at least 0, not -1"),
        ("add_time(@, '1d')", #""yesterday""#, .invalidValue, "argument 1 of `add_time` must be a time as in"),
        ("add_time(@, '1d')", "1e300", .invalidValue, "argument 1 of `add_time` must be seconds since 1970"),
        (
            "add_time(@, '1d')", #""9999-12-31T12:00:00Z""#, .invalidValue,
            "argument 2 of `add_time` leads beyond the years"
        ),
        ("add_time(`0`, @)", #""1 day""#, .invalidType, "argument 2 of `add_time` must be a distance such as"),
        ("add_time(`0`, @)", #""999999999999y""#, .invalidType, "argument 2 of `add_time` must be a distance such as"),
        ("format_time(`0`, @)", #""YYYY""#, .invalidType, "argument 2 of `format_time` must be a pattern of the parts"),
        (
            "format_time(`0`, 'd', @)", #""Europe/Berlin""#, .invalidValue,
            "argument 3 of `format_time` must be 'Z' or an offset"
        ),
        (
            "length(@)", "1", .invalidType,
            "argument 1 of `length` must be a string, an array or an object, and it is a number"
        ),
    ]

    @Test(arguments: failures)
    func refuses(
        _ source: String, _ document: String, _ category: ExpressionErrorCategory, _ message: String
    ) throws {
        let value = try json(document)
        let expression = try Expression(parsing: source)
        let error = #expect(throws: EvaluationError.self) { try expression.evaluate(over: value) }
        #expect(error?.category == category)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test func joinsManyThousandByKey() throws {
        let items = (0..<5_000).map { #"{"id": \#($0), "to": \#(4_999 - $0)}"# }.joined(separator: ",")
        let expression = try Expression(parsing: "let $by = index_by(@, &id) in @[].lookup($by, to).to")
        let result = try expression.evaluate(over: try json("[\(items)]"))
        #expect(result.count == 5_000)
        #expect(result.element(0)?.number?.int == 0)
        #expect(result.element(4_999)?.number?.int == 4_999)
    }
}
