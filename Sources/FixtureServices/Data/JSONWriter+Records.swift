internal import TuttiJSON

extension JSONWriter {
    /// An array of records that are JSON already.
    static func array(of records: [[UInt8]]) -> [UInt8] {
        var writer = JSONWriter()
        writer.write(records: records)
        return writer.bytes
    }

    /// Writes an array of records that are JSON already.
    mutating func write(records: [[UInt8]]) {
        beginArray()
        for record in records { writeRaw(record) }
        endArray()
    }
}
