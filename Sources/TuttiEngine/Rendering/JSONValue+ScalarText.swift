internal import TuttiJSON

extension JSONValue {
    /// A string, number or boolean as text; nil for null, arrays and objects.
    var scalarText: String? {
        switch kind {
        case .string: string
        case .number: number?.text
        case .bool: bool.map { $0 ? "true" : "false" }
        case .null, .array, .object: nil
        }
    }

    /// What is hashed of it: its text, or for an array or an object, its JSON.
    var bytesOfText: [UInt8] {
        if let scalarText { return Array(scalarText.utf8) }
        var writer = JSONWriter(reserving: 128)
        writer.write(self)
        return writer.bytes
    }
}
