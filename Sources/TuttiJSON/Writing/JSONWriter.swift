/// Writes JSON text; puts the commas where they belong.
///
/// The caller balances `begin` and `end` and writes a `name` before each value of an object; nothing checks that.
package struct JSONWriter {
    /// What has been written; without the values that are not copied, of which there are none unless they were asked for.
    package private(set) var bytes: [UInt8] = []

    /// Nodes of so many bytes are not copied.
    private let wholeFrom: Int

    /// The values that were not copied: each stands before the byte with that index.
    private var values: [(index: Int, bytes: ArraySlice<UInt8>)] = []

    /// Whether a value has been written at this level, so that the next one needs a comma before it.
    private var needsComma = false

    /// A writer with room for so many bytes.
    ///
    /// - Parameters:
    ///   - capacity: for how many bytes there is room at first.
    ///   - wholeFrom: nodes of so many bytes are not copied: they stay in their documents, and come in ``spliced``.
    package init(reserving capacity: Int = 0, wholeFrom: Int = .max) {
        self.wholeFrom = wholeFrom
        bytes.reserveCapacity(capacity)
    }

    /// What has been written, with the values that were not copied in their places.
    package var spliced: SplicedBytes { SplicedBytes(bytes, values: values) }

    /// Opens an object.
    package mutating func beginObject() {
        begin(UInt8(ascii: "{"))
    }

    /// Closes an object.
    package mutating func endObject() {
        end(UInt8(ascii: "}"))
    }

    /// Opens an array.
    package mutating func beginArray() {
        begin(UInt8(ascii: "["))
    }

    /// Closes an array.
    package mutating func endArray() {
        end(UInt8(ascii: "]"))
    }

    /// Writes a member's name and its colon.
    package mutating func write(name: String) {
        write(string: name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// Writes a member's name that was encoded before, with quotes, escapes and colon.
    package mutating func write(encodedName: [UInt8]) {
        encodedName.withUnsafeBufferPointer { name in
            guard let first = name.baseAddress else { return }
            writeValue(count: name.count) { $0.update(from: first, count: name.count) }
        }
        needsComma = false
    }

    /// Writes a string with the escapes it needs.
    package mutating func write(string: String) {
        separate()
        JSONEscape.append(string, to: &bytes)
    }

    /// Writes an integer.
    package mutating func write(_ value: Int) {
        writeRaw(text: String(value))
    }

    /// Writes true or false.
    package mutating func write(_ value: Bool) {
        writeRaw(text: value ? "true" : "false")
    }

    /// Writes null.
    package mutating func writeNull() {
        writeRaw(text: "null")
    }

    /// Writes a number with its digits.
    package mutating func write(_ number: JSONNumber) {
        switch number.storage {
        case .short(let value):
            separate()
            value.append(to: &bytes)
        case .text(let text): writeRaw(text: text)
        }
    }

    /// Writes a node: the bytes it has in its document.
    package mutating func write(_ node: JSONNode) {
        if wholeFrom != .max, node.isContainer, let value = node.slice(from: wholeFrom) {
            separate()
            values.append((index: bytes.count, bytes: value))
            return
        }
        node.withBytes { value in
            guard let first = value.baseAddress else { return }
            writeValue(count: value.count) { $0.update(from: first, count: value.count) }
        }
    }

    /// Writes bytes that are one JSON value already.
    package mutating func writeRaw(_ value: [UInt8]) {
        separate()
        bytes.append(contentsOf: value)
    }

    /// Writes bytes that are one JSON value already.
    package mutating func writeRaw(_ value: UnsafeRawBufferPointer) {
        separate()
        bytes.append(contentsOf: value)
    }

    private mutating func writeRaw(text: String) {
        separate()
        bytes.append(contentsOf: text.utf8)
    }

    /// Writes a value of so many bytes, all of which `body` sets.
    ///
    /// Comma and value are one append: making sure that the bytes are held by nobody else and have room takes more than copying
    /// a short value.
    @inline(__always)
    mutating func writeValue(count: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Void) {
        let comma = needsComma ? 1 : 0
        needsComma = true
        bytes.append(addingCapacity: comma &+ count) { span in
            span.withUnsafeMutableBufferPointer { buffer, written in
                guard let start = buffer.baseAddress else { return }
                if comma > 0 { start.pointee = UInt8(ascii: ",") }
                body(start + comma)
                written = comma &+ count
            }
        }
    }

    /// A place in what has been written.
    package struct Mark: Sendable {
        fileprivate let count: Int
        fileprivate let values: Int
        fileprivate let needsComma: Bool
    }

    /// The place behind what has been written so far.
    package var mark: Mark { Mark(count: bytes.count, values: values.count, needsComma: needsComma) }

    /// Takes back what was written after a mark.
    package mutating func rewind(to mark: Mark) {
        bytes.removeLast(max(bytes.count - mark.count, 0))
        values.removeLast(max(values.count - mark.values, 0))
        needsComma = mark.needsComma
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }
}

extension JSONWriter {
    /// Writes a value; the nodes in it are copied as they stand in their documents.
    ///
    /// A few levels are written recursively, which retains nothing; what is made of made values again and again can be of any
    /// depth, and the containers further down are put on a list.
    package mutating func write(_ value: JSONValue) {
        write(value, levels: 16)
    }

    private mutating func write(_ value: JSONValue, levels: Int) {
        guard levels > 0 else { return writeDeep(value) }
        switch value {
        case .array(let elements):
            beginArray()
            for element in elements { write(element, levels: levels - 1) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                write(name: member.name)
                write(member.value, levels: levels - 1)
            }
            endObject()
        default: _ = begin(value)
        }
    }

    private mutating func writeDeep(_ value: JSONValue) {
        guard var current = begin(value) else { return }
        var parents: [Open] = []
        while true {
            if let child = advance(&current) {
                parents.append(current)
                current = child
            } else if let parent = parents.popLast() {
                current = parent
            } else {
                return
            }
        }
    }

    /// A container that has been begun, and which of its children is next.
    private enum Open {
        case array([JSONValue], Int)
        case object([(name: String, value: JSONValue)], Int)
    }

    /// Writes children up to the next one that is a made container, which is begun; or to the end, which is written.
    private mutating func advance(_ open: inout Open) -> Open? {
        switch open {
        case .array(let elements, let first):
            for index in first..<elements.count {
                guard let child = begin(elements[index]) else { continue }
                open = .array(elements, index + 1)
                return child
            }
            endArray()
        case .object(let members, let first):
            for index in first..<members.count {
                write(name: members[index].name)
                guard let child = begin(members[index].value) else { continue }
                open = .object(members, index + 1)
                return child
            }
            endObject()
        }
        return nil
    }

    /// Writes a scalar or node, or begins a container.
    private mutating func begin(_ value: JSONValue) -> Open? {
        switch value {
        case .null: writeNull()
        case .bool(let bool): write(bool)
        case .number(let number): write(number)
        case .string(let string): write(string: string)
        case .node(let node): write(node)
        case .array(let elements):
            beginArray()
            return .array(elements, 0)
        case .object(let object):
            beginObject()
            return .object(object.members, 0)
        }
        return nil
    }
}
