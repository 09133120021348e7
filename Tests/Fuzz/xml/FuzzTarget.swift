import TuttiJSON
import TuttiXML

/// Called by libFuzzer with each input: a document.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: start, count: count))
    let reading = XMLReading(lists: ["b", "item"])
    guard let json = try? reading.json(input) else { return 0 }
    precondition(json.count <= 8 * input.count + 64, "the JSON is longer than it may be")
    guard let root = try? JSONDocument(parsing: json).root else { preconditionFailure("it is no JSON") }
    precondition(root.kind == .object && root.count == 1, "there is not one root")
    precondition((try? reading.json(input)) == json, "it is not the same the second time")
    let lists = try? XMLReading().json(input)
    precondition(lists.map { $0.count <= json.count } == true, "what is a list changes whether it is read")
    for member in root.members { checkLists(member.value) }
    return 0
}

/// What is named is an array, wherever it stands.
private func checkLists(_ node: JSONNode) {
    for member in node.members {
        if ["b", "item"].contains(member.name.string) { precondition(member.value.kind == .array, "it is no array") }
        checkLists(member.value)
    }
    for element in node.elements { checkLists(element) }
}
