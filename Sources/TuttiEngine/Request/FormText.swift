internal import TuttiJSON

/// A form, `application/x-www-form-urlencoded`, as a JSON object.
///
/// `a=1&b=x+y&b=z` is `{"a":"1","b":["x y","z"]}`: values are text, and a name that comes more than once has a list.
package enum FormText {
    /// The most values of a form.
    package static let mostValues = 1000

    /// What is wrong with one.
    package enum Defect: Error {
        /// It begins like JSON: programs that don't name what they send often say that it's a form, curl's -d for instance.
        case isJSON
        /// It has more than ``FormText/mostValues``.
        case tooMany
        /// It has a `%` without two hexadecimal digits behind it.
        case strayPercent
        /// It has text that is not UTF-8.
        case notUTF8
    }

    /// The object, as JSON text.
    package static func json(_ bytes: [UInt8]) throws(Defect) -> [UInt8] {
        if let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            throw .isJSON
        }
        var places: [[UInt8]: Int] = [:]
        var members: [(name: String, values: [String])] = []
        var count = 0
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            count += 1
            guard count <= mostValues else { throw .tooMany }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = try text(pair[..<equals])
            let value = try text(pair[equals...].dropFirst())
            if let place = places[Array(name.utf8)] {
                members[place].values.append(value)
            } else {
                places[Array(name.utf8)] = members.count
                members.append((name, [value]))
            }
        }
        var object = JSONWriter(reserving: bytes.count + 64)
        object.beginObject()
        for member in members {
            object.write(name: member.name)
            if member.values.count == 1 {
                object.write(string: member.values[0])
            } else {
                object.beginArray()
                for value in member.values { object.write(string: value) }
                object.endArray()
            }
        }
        object.endObject()
        return object.bytes
    }

    private static func text(_ encoded: ArraySlice<UInt8>) throws(Defect) -> String {
        guard let bytes = PercentDecoding.formBytes(encoded) else { throw .strayPercent }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8 }
        return text
    }
}
