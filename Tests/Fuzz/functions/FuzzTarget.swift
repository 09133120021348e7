import TuttiExpressions
import TuttiJSON

/// Called by libFuzzer with each input: which function, and a line for each of its arguments, JSON or else text.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let choice = input.first else { return 0 }
    let lines = input.dropFirst().split(separator: UInt8(ascii: "\n"), maxSplits: 2, omittingEmptySubsequences: false)
    let values = lines.map { value(of: Array($0)) } + [.null, .null, .null]
    let document = JSONValue.object(JSONObject([("a", values[0]), ("b", values[1]), ("c", values[2])]))
    switch choice % 8 {
    case 0: checkTime(document)
    case 1: checkOrder(document)
    case 2: checkDistance(document)
    case 3:
        _ = result("format_time(a, b)", document)
        _ = result("format_time(a, b, c)", document)
    case 4: checkRange(document)
    case 5:
        checkSecond("camel_case", document)
        checkSecond("snake_case", document)
    case 6: checkChosen(document)
    default: checkEntries(document)
    }
    return 0
}

private func value(of line: [UInt8]) -> JSONValue {
    if let document = try? JSONDocument(parsing: line) { return .node(document.root) }
    return .string(String(decoding: line, as: UTF8.self))
}

private let limits = EvaluationLimits(steps: 50_000, outputBytes: 1 << 17)

/// The value of an expression, which can be written and read again; nil where there is none.
private func result(_ source: String, _ document: JSONValue) -> JSONValue? {
    guard let expression = try? Expression(parsing: source) else { preconditionFailure("\(source) is no expression") }
    do {
        let value = try expression.evaluate(over: document, limits: limits)
        var writer = JSONWriter()
        writer.write(value)
        guard let again = try? JSONDocument(parsing: writer.bytes, limits: JSONLimits(depth: 4096)) else {
            preconditionFailure("the result of \(source) is no JSON")
        }
        precondition(.node(again.root) == value, "the result of \(source) means something else when written")
        return value
    } catch {
        precondition(error.range.upperBound <= source.utf8.count, "the error is outside of the source")
        return nil
    }
}

/// A condition that holds where it can be told.
private func check(_ source: String, _ document: JSONValue, _ message: String) {
    guard let value = result(source, document), !value.isNull else { return }
    precondition(value.bool == true, message)
}

/// A time that is written is the same moment.
private func checkTime(_ document: JSONValue) {
    check("parse_time(format_time(a)) == parse_time(a)", document, "written, it is another moment")
    check("parse_time(format_time(parse_time(a))) == parse_time(a)", document, "of its seconds, it is another moment")
    check("parse_time(format_time(a, 'rfc3339', b)) == parse_time(a)", document, "elsewhere, it is another moment")
    check("time_between(a, a) == `0`", document, "it is apart from itself")
}

private func checkOrder(_ document: JSONValue) {
    check("time_between(a, b) == `0` - time_between(b, a)", document, "there and back are not as far")
    // Text and a number have no order.
    guard document.member("a")?.string != nil, document.member("b")?.string != nil else { return }
    check("(a < b) == (time_between(a, b) > `0`)", document, "what comes before doesn't come before")
    check("(a >= b) == (time_between(a, b) <= `0`)", document, "what comes after doesn't come after")
}

/// A distance without months leads back.
private func checkDistance(_ document: JSONValue) {
    let time = result("add_time(a, b)", document)
    if time != nil { precondition(time?.kind == document.member("a")?.kind, "a time of another kind") }
    guard let distance = document.member("b")?.string, !distance.utf8.contains(UInt8(ascii: "y")),
        !distance.utf8.contains(UInt8(ascii: "o"))
    else { return }
    let amount = distance.drop { $0 == "-" || $0 == "+" }
    let back = distance.first == "-" ? String(amount) : "-\(amount)"
    var members = document.members
    members.append(("back", .string(back)))
    check(
        "time_between(add_time(add_time(a, b), back), a) == `0`", .object(JSONObject(members)),
        "the way back leads elsewhere")
}

private func checkRange(_ document: JSONValue) {
    guard let range = result("range(a)", document) else { return }
    precondition(range.kind == .array && range.count <= 10_000, "a range that is none")
    check("length(range(a)) == a", document, "it has another length")
    check("a == `0` || range(a)[-1] == a - `1`", document, "it ends elsewhere")
}

/// Names that have a style keep it.
private func checkSecond(_ function: String, _ document: JSONValue) {
    guard let first = result("\(function)(a)", document) else { return }
    guard let second = result("\(function)(a)", .object(JSONObject([("a", first)]))) else { return }
    precondition(first == second, "\(function) changes what it has made")
}

/// What is picked and what is omitted are the whole.
private func checkChosen(_ document: JSONValue) {
    for source in ["pick(a, b)", "omit(a, b)"] { _ = result(source, document) }
    guard let whole = document.member("a"), hasDistinctNames(whole) else { return }
    check("length(pick(a, b)) + length(omit(a, b)) == length(a)", document, "a member is in both, or in none")
    check("merge(omit(a, b), pick(a, b)) == a", document, "a member is another one")
}

private func checkEntries(_ document: JSONValue) {
    _ = result("entries(a)", document)
    guard let whole = document.member("a"), hasDistinctNames(whole) else { return }
    check("from_items(entries(a)[*].[key, value]) == a", document, "put together again, it is another object")
}

private func hasDistinctNames(_ value: JSONValue) -> Bool {
    guard value.kind == .object else { return false }
    return Set(value.members.map { Array($0.name.utf8) }).count == value.members.count
}
