package import Logging
internal import TuttiJSON

/// Log messages of the gateway itself: a JSON object a line, as in the access log, or a line for a person at a terminal.
///
/// `{"time":"2026-01-02T03:04:05.678Z","level":"warning","message":"…","limit":1024}`: metadata are members behind these.
package struct MessageLog: LogHandler {
    /// How a message is written.
    package enum Format: String, Sendable, CaseIterable {
        /// A JSON object.
        case json
        /// `tutti: warning: …`, followed by metadata in parentheses.
        case text
    }

    package var metadata: Logger.Metadata = [:]
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel: Logger.Level
    private let writer: LogWriter
    private let format: Format

    /// A log of the messages from a level on, which a writer writes.
    package init(writer: LogWriter, format: Format, level: Logger.Level) {
        self.writer = writer
        self.format = format
        logLevel = level
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let fields = (event.metadata ?? [:]).merging(metadata) { own, _ in own }.sorted { $0.key < $1.key }
        let bytes =
            switch format {
            case .json: Self.json(event, fields)
            case .text: Self.text(event, fields)
            }
        writer.write(bytes, lines: bytes.count { $0 == UInt8(ascii: "\n") })
    }

    private static func json(_ event: LogEvent, _ fields: [(key: String, value: Logger.MetadataValue)]) -> [UInt8] {
        var time: [UInt8] = []
        var clock = AccessLogClock()
        clock.write(to: &time)
        var line = JSONWriter(reserving: 256)
        line.beginObject()
        line.write(name: "time")
        line.write(string: String(decoding: time, as: UTF8.self))
        line.write(name: "level")
        line.write(string: event.level.rawValue)
        line.write(name: "message")
        line.write(string: event.message.description)
        for (name, value) in fields {
            line.write(name: name)
            write(value, to: &line)
        }
        line.endObject()
        return line.bytes + [UInt8(ascii: "\n")]
    }

    private static func write(_ value: Logger.MetadataValue, to line: inout JSONWriter) {
        switch value {
        case .string(let text): line.write(string: text)
        case .stringConvertible(let number as Int): line.write(number)
        case .stringConvertible(let value): line.write(string: value.description)
        case .array(let values):
            line.beginArray()
            for value in values { write(value, to: &line) }
            line.endArray()
        case .dictionary(let members):
            line.beginObject()
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                line.write(name: name)
                write(value, to: &line)
            }
            line.endObject()
        }
    }

    private static func text(_ event: LogEvent, _ fields: [(key: String, value: Logger.MetadataValue)]) -> [UInt8] {
        var text = "tutti: "
        if event.level >= .warning || event.level < .info { text += "\(event.level): " }
        text += event.message.description
        if !fields.isEmpty { text += " (" + fields.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + ")" }
        // Text from outside, which a message may have, can't begin a line of its own or move the cursor of a terminal.
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? "\u{FFFD}" : $0 }
        return Array(String(String.UnicodeScalarView(scalars)).utf8) + [UInt8(ascii: "\n")]
    }
}
