internal import TuttiJSON

extension JSONWriter {
    /// Writes the selected parts of a value: of objects the members that were asked for, of arrays each element's.
    mutating func write(_ value: JSONValue, selecting selection: FieldSelection) {
        guard !selection.isWhole else { return write(value) }
        switch value.kind {
        case .object:
            beginObject()
            for (name, member) in value.members {
                guard let part = selection.member(name) else { continue }
                write(name: name)
                write(member, selecting: part)
            }
            endObject()
        case .array:
            beginArray()
            for element in value.elements { write(element, selecting: selection) }
            endArray()
        // A scalar has no members to choose from.
        case .string, .number, .bool, .null: write(value)
        }
    }
}
