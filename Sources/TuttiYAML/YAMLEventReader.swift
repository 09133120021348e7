internal import CLibyaml

/// Reads a text's events by libyaml, one at a time.
///
/// libyaml gets a line at a time, and `---` before what stands behind it. So a character that can't stand in YAML costs no event of
/// the documents before, and a reader that begins anew behind a mistake pays for what it reads, not for a buffer of 16 kB.
///
/// Unsafe, because the parser is a C structure that must not move: it is allocated once, used by the methods here alone, one after
/// the other, as nobody may send this class to another thread, and freed with it. What an event holds is copied before
/// libyaml frees it.
package final class YAMLEventReader {
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let bytes: [UInt8]
    /// What libyaml has got so far.
    private var offset: Int
    private let startOffset: Int
    private let startLine: Int
    private var error: YAMLSyntaxError?
    private var hasEnded = false

    /// Reads the bytes from an offset on, which is the beginning of a line; lines are counted from `line`.
    package init(_ bytes: [UInt8], from offset: Int = 0, line: Int = 1) {
        self.bytes = bytes
        (self.offset, startOffset, startLine) = (offset, offset, line)
        guard yaml_parser_initialize(parser) == 1 else {
            // It has freed what it had.
            parser.initialize(to: yaml_parser_t())
            error = .memory
            return
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        let read:
            @convention(c) (
                UnsafeMutableRawPointer?, UnsafeMutablePointer<UInt8>?, Int, UnsafeMutablePointer<Int>?
            ) -> CInt = { owner, buffer, capacity, count in
                guard let owner, let buffer, let count else { return 0 }
                // Alive: libyaml calls this from within `next` only.
                let reader = Unmanaged<YAMLEventReader>.fromOpaque(owner).takeUnretainedValue()
                count.pointee = reader.copyLine(to: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
                return 1
            }
        yaml_parser_set_input(parser, read, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// The next event, nil at the end; after an error it is the same error each time.
    package func next() throws(YAMLSyntaxError) -> YAMLEvent? {
        while !hasEnded {
            if let error { throw error }
            var event = yaml_event_t()
            guard yaml_parser_parse(parser, &event) == 1 else {
                let error = syntaxError
                self.error = error
                throw error
            }
            defer { yaml_event_delete(&event) }
            hasEnded = event.type == YAML_STREAM_END_EVENT || event.type == YAML_NO_EVENT
            if let event = copy(of: event) { return event }
        }
        return nil
    }

    /// Copies up to the end of a line, or as much as there is room for; the number of bytes.
    private func copyLine(to buffer: UnsafeMutableRawBufferPointer) -> Int {
        let isAtLineStart = offset == startOffset || bytes[..<min(offset, bytes.count)].last == UInt8(ascii: "\n")
        var rest = bytes[min(offset, bytes.count)...].prefix(buffer.count)
        // libyaml looks at four characters to tell where a document ends.
        if isAtLineStart, rest.starts(with: "---".utf8) { rest = rest.prefix(4) }
        let line = rest[..<(rest.firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? rest.endIndex)]
        buffer.copyBytes(from: line)
        offset += line.count
        return line.count
    }

    private func copy(of event: yaml_event_t) -> YAMLEvent? {
        let kind: YAMLEvent.Kind
        var anchor: UnsafeMutablePointer<yaml_char_t>?
        var tag: UnsafeMutablePointer<yaml_char_t>?
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: kind = .documentStart(isExplicit: event.data.document_start.implicit == 0)
        case YAML_DOCUMENT_END_EVENT: kind = .documentEnd
        case YAML_ALIAS_EVENT: kind = .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = UnsafeBufferPointer(start: scalar.value, count: scalar.value == nil ? 0 : scalar.length)
            kind = .scalar(String(decoding: value, as: UTF8.self), YAMLScalarStyle(scalar.style))
            (anchor, tag) = (scalar.anchor, scalar.tag)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            kind = .sequenceStart(isFlow: start.style == YAML_FLOW_SEQUENCE_STYLE)
            (anchor, tag) = (start.anchor, start.tag)
        case YAML_SEQUENCE_END_EVENT: kind = .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            kind = .mappingStart(isFlow: start.style == YAML_FLOW_MAPPING_STYLE)
            (anchor, tag) = (start.anchor, start.tag)
        case YAML_MAPPING_END_EVENT: kind = .mappingEnd
        default: return nil
        }
        return YAMLEvent(
            kind: kind, anchor: text(anchor), tag: text(tag), start: mark(event.start_mark), end: mark(event.end_mark))
    }

    /// Copies a string of C; nil without one.
    private func text(_ string: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        string.map { String(cString: $0) }
    }

    private func mark(_ mark: yaml_mark_t) -> YAMLMark {
        YAMLMark(line: startLine + Int(clamping: mark.line), column: Int(clamping: mark.column))
    }

    private var syntaxError: YAMLSyntaxError {
        let state = parser.pointee
        let context = state.context == nil ? nil : mark(state.context_mark)
        return switch state.error {
        case YAML_READER_ERROR: .character(offset: startOffset + Int(clamping: state.problem_offset))
        case YAML_SCANNER_ERROR: .scanner(context: context, mark: mark(state.problem_mark))
        case YAML_PARSER_ERROR: .parser(context: context, mark: mark(state.problem_mark))
        default: .memory
        }
    }
}

extension YAMLScalarStyle {
    fileprivate init(_ style: yaml_scalar_style_t) {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: self = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: self = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: self = .literal
        case YAML_FOLDED_SCALAR_STYLE: self = .folded
        default: self = .plain
        }
    }
}
