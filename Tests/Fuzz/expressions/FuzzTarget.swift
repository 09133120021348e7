import TuttiExpressions
import TuttiJSON

/// Called by libFuzzer with each input: the first line is an expression, the rest a document.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    let line = input.prefix { $0 != UInt8(ascii: "\n") }
    let source = String(decoding: line, as: UTF8.self)
    guard let expression = parsed(source) else { return 0 }
    let rest = Array(input.dropFirst(line.count + 1))
    let document = (try? JSONDocument(parsing: rest)).map { JSONValue.node($0.root) } ?? .null
    let plain = outcome { () throws(EvaluationError) in try expression.evaluate(over: document, limits: limits) }
    check(plain, source)
    if let constant = expression.constant, case .success(let value) = plain {
        precondition(value == constant, "a constant has another value")
    }
    checkWriting(expression, document, plain)
    checkBound(expression, document, plain)
    return 0
}

private let limits = EvaluationLimits(steps: 20_000, outputBytes: 1 << 16)

private func parsed(_ source: String) -> Expression? {
    do {
        return try Expression(parsing: source)
    } catch {
        precondition(error.range.upperBound <= source.utf8.count, "the error is outside of the source")
        precondition(!error.message.isEmpty, "the error says nothing")
        return nil
    }
}

private func outcome(
    _ evaluate: () throws(EvaluationError) -> JSONValue
) -> Result<JSONValue, EvaluationError> {
    do { return .success(try evaluate()) } catch { return .failure(error) }
}

/// What is given can be written and read again; an error is inside of the source.
private func check(_ outcome: Result<JSONValue, EvaluationError>, _ source: String) {
    switch outcome {
    case .failure(let error):
        precondition(error.range.upperBound <= source.utf8.count, "the error is outside of the source")
    case .success(let value):
        var writer = JSONWriter()
        writer.write(value)
        guard let again = try? JSONDocument(parsing: writer.bytes, limits: JSONLimits(depth: 4096)) else {
            preconditionFailure("the result is no JSON")
        }
        precondition(.node(again.root) == value, "the result means something else when written")
    }
}

/// Written while it is evaluated, the result is the same text; where one fails, so does the other.
private func checkWriting(_ expression: Expression, _ document: JSONValue, _ plain: Result<JSONValue, EvaluationError>)
{
    var writer = JSONWriter()
    var isWritten = false
    var failure: EvaluationError?
    do { isWritten = try expression.write(over: document, limits: limits, to: &writer) } catch { failure = error }
    switch (plain, failure) {
    case (.success(let value), nil):
        var expected = JSONWriter()
        if !value.isNull { expected.write(value) }
        precondition(isWritten != value.isNull, "what is null was written, or the other way round")
        precondition(writer.bytes == expected.bytes, "the result is another one when it is written at once")
    // A result can be found too large before a later part fails.
    case (.failure(let a), let b?): precondition(a == b || b.category == .limit, "writing fails otherwise: \(a) \(b)")
    default: preconditionFailure("evaluating and writing differ: \(plain) \(String(describing: failure))")
    }
    if failure != nil { precondition(writer.bytes.isEmpty, "a failed result was left") }
}

/// Bound to a scope with the members of the document, the expression gives the same, and reads only the names it tells.
private func checkBound(_ expression: Expression, _ document: JSONValue, _ plain: Result<JSONValue, EvaluationError>) {
    let uses = expression.names(current: .root)
    for use in uses { precondition(use.range.upperBound <= expression.source.utf8.count, "a use is outside") }
    guard document.kind == .object else { return }
    let members = document.members
    let layout = ScopeLayout(names: members.map(\.name))
    let readsAll = uses.contains(where: \.wholeDocument)
    var scope = Scope(layout: layout)
    for (slot, member) in members.enumerated()
    where readsAll || member.name == "null" || uses.contains(where: { $0.name.utf8.elementsEqual(member.name.utf8) }) {
        scope[slot] = member.value
    }
    let bound = expression.bound(to: layout, current: .root)
    let result = outcome { () throws(EvaluationError) in try bound.evaluate(in: scope, limits: limits) }
    switch (plain, result) {
    case (.success(let a), .success(let b)): precondition(a == b, "the bound expression gives something else")
    case (.failure(let a), .failure(let b)) where a.category == b.category: break
    case (.failure(let a), _) where a.category == .limit: break
    case (_, .failure(let b)) where b.category == .limit: break
    default: preconditionFailure("bound and unbound differ: \(plain) \(result)")
    }
}
