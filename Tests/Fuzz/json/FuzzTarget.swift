import TuttiJSON

/// Called by libFuzzer with each input: any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let isAccepted = ReferenceValidator.accepts(input)
    let document: JSONDocument
    do {
        document = try JSONDocument(parsing: input)
    } catch {
        precondition(!isAccepted, "the reference accepts what was refused: \(error)")
        precondition(error.offset >= 0 && error.offset <= count, "the offset is outside of the document")
        _ = error.position(in: input)
        return 0
    }
    precondition(isAccepted, "the reference refuses what was accepted")

    let root = document.root
    var splice = JSONWriter()
    splice.write(root)
    precondition(input.firstRange(of: splice.bytes) != nil, "the splice is not a part of the input")

    let made = remade(root)
    precondition(made == .node(root) && .node(root) == made, "the value made from a node differs from it")
    var writer = JSONWriter()
    writer.write(made)
    guard let again = try? JSONDocument(parsing: writer.bytes) else {
        preconditionFailure("what was written is refused")
    }
    precondition(again.root == root && root == again.root, "what was written means something else")
    return 0
}

/// The same value without nodes; looks every child up on the way.
private func remade(_ node: JSONNode) -> JSONValue {
    switch node.kind {
    case .null: return .null
    case .bool: return .bool(node.bool == true)
    case .string: return .string(node.string ?? "")
    case .number:
        guard let number = node.number else { return .null }
        precondition(JSONNumber(number.text) == number, "a number differs from its own text")
        precondition(number.int.map { JSONNumber($0) == number } ?? true, "the integer differs from the number")
        precondition(!number.double.isNaN, "a number is not a number")
        return .number(number)
    case .array:
        let elements = node.elements.map(remade)
        precondition(elements.count == node.count && node.element(node.count) == nil, "the elements are miscounted")
        return .array(elements)
    case .object:
        var object = JSONObject()
        for (name, value) in node.members {
            let text = name.string ?? ""
            precondition(node.member(text) == value && object[text] == nil, "a member is not found by its name")
            object[text] = remade(value)
        }
        precondition(object.count <= node.count, "the members are miscounted")
        return .object(object)
    }
}
