internal import TuttiYAML

/// Builds the located nodes of one document from its events, and refuses what compositions don't use of YAML.
struct YAMLTree {
    /// How many repeated keys are reported one by one.
    private static let repeatedKeyLimit = 10
    /// Up to how many keys of a mapping are looked through for a repeated one.
    private static let scanned = 12

    /// What is wrong with the document as far as it was read.
    private(set) var mistakes: [YAMLMistake] = []

    private let file: SourceFile
    private let events: YAMLEvents
    private let substitution: EnvironmentSubstitution
    private var anchors: Set<String> = []
    private var repeatedKeys = 0

    init(file: SourceFile, events: YAMLEvents, substitution: EnvironmentSubstitution) {
        self.file = file
        self.events = events
        self.substitution = substitution
    }

    /// The value of the document.
    ///
    /// - Throws: What keeps the document from being read to its end.
    mutating func root() throws(YAMLMistake) -> YAMLNode {
        guard let event = try next() else { return broken(file.span) }
        return try node(event, depth: 0)
    }

    /// The node that begins with an event; a broken scalar in place of what can't be used.
    private mutating func node(_ event: YAMLEvent, depth: Int) throws(YAMLMistake) -> YAMLNode {
        let start = span(event)
        guard depth < YAMLReader.depthLimit else {
            add(.tooDeep(at: start))
            try skip(event)
            return broken(start)
        }
        if event.anchor != nil { add(.anchor(at: start)) }
        guard !hasTag(event) else {
            add(.tag(at: start))
            try skip(event)
            return broken(start)
        }
        switch event.kind {
        case .scalar(let text, let style):
            return YAMLNode(content: .scalar(scalar(text, style, event)), start: start)
        case .sequenceStart:
            var elements: [YAMLNode] = []
            while let element = try next(), element.kind != .sequenceEnd {
                elements.append(try node(element, depth: depth + 1))
            }
            return YAMLNode(content: .sequence(elements), start: start)
        case .mappingStart:
            return YAMLNode(content: .mapping(try members(depth: depth)), start: start)
        case .documentStart, .documentEnd, .sequenceEnd, .mappingEnd, .alias:
            return broken(start)
        }
    }

    private mutating func members(depth: Int) throws(YAMLMistake) -> [YAMLMember] {
        var members: [YAMLMember] = []
        // Where the keys stand, once there are many.
        var places: [String: SourceSpan] = [:]
        while let event = try next(), event.kind != .mappingEnd {
            guard let key = key(event) else {
                add(.keyNotText(at: span(event)))
                try skip(event)
                try skipValue()
                continue
            }
            if key.text == "<<", key.style == .plain {
                add(.mergeKey(at: key.span))
                try skipValue()
                continue
            }
            if members.count == Self.scanned {
                for member in members { places[member.key.text] = member.key.span }
            }
            let first =
                members.count < Self.scanned
                ? members.first { $0.key.text == key.text }?.key.span : places[key.text]
            if let first {
                try addRepeated(key, first: first)
                try skipValue()
                continue
            }
            if members.count >= Self.scanned { places[key.text] = key.span }
            guard let value = try next() else { break }
            members.append(YAMLMember(key: key, value: try node(value, depth: depth + 1)))
        }
        return members
    }

    /// The next event; aliases end the reading, as none of them is followed.
    private mutating func next() throws(YAMLMistake) -> YAMLEvent? {
        guard let event = try events.next() else { return nil }
        if let anchor = event.anchor { anchors.insert(anchor) }
        if case .alias(let name) = event.kind {
            throw anchors.contains(name) ? .alias(name, at: span(event)) : .asterisk(at: span(event))
        }
        return event
    }

    /// Passes over the value of a key.
    private mutating func skipValue() throws(YAMLMistake) {
        if let value = try next() { try skip(value) }
    }

    /// Passes over the rest of a value that begins with this event.
    private mutating func skip(_ event: YAMLEvent) throws(YAMLMistake) {
        switch event.kind {
        case .mappingStart, .sequenceStart:
            let depth = events.depth
            while events.depth >= depth, try next() != nil {
                // libyaml's work for each word is in proportion to the depth.
                guard events.depth < 2 * YAMLReader.depthLimit else { throw .tooDeep(at: span(event)) }
            }
        default: break
        }
    }

    private func key(_ event: YAMLEvent) -> YAMLScalar? {
        guard case .scalar(let text, let style) = event.kind, event.anchor == nil, !hasTag(event, isKey: true) else {
            return nil
        }
        return YAMLScalar(text, style, from: event, in: file)
    }

    /// A scalar with its variables put in.
    private mutating func scalar(_ raw: String, _ style: YAMLScalarStyle, _ event: YAMLEvent) -> YAMLScalar {
        let unchanged = YAMLScalar(raw, style, from: event, in: file)
        let (text, substitutions, failures) = substitution.apply(to: raw)
        // One for all failures: it works out once where its characters stand.
        for failure in failures {
            add(
                YAMLMistake(
                    code: failure.code, span: unchanged.span(failure.range), message: failure.message,
                    help: failure.help))
        }
        return unchanged.with(text: text, substitutions: substitutions, isBroken: !failures.isEmpty)
    }

    private func broken(_ span: SourceSpan) -> YAMLNode {
        let place = YAMLMark(line: span.line, column: span.column)
        return YAMLNode(content: .scalar(YAMLScalar(brokenAt: place, in: file)), start: span)
    }

    /// Whether it has an explicit tag; one that says what is true without it, `!!str` of a quoted text or a key, is none.
    private func hasTag(_ event: YAMLEvent, isKey: Bool = false) -> Bool {
        guard let tag = event.tag, !tag.isEmpty else { return false }
        guard case .scalar(_, let style) = event.kind, isKey || style != .plain else { return true }
        return tag != "tag:yaml.org,2002:str"
    }

    private func span(_ event: YAMLEvent) -> SourceSpan {
        SourceSpan(file: file, line: event.start.line, column: event.start.column, length: 1)
    }

    private mutating func add(_ mistake: YAMLMistake) {
        if mistakes.count < DiagnosticCollector.limitPerFile { mistakes.append(mistake) }
    }

    private mutating func addRepeated(_ key: YAMLScalar, first: SourceSpan) throws(YAMLMistake) {
        repeatedKeys += 1
        add(.repeatedKey(key, first: first))
        if repeatedKeys > Self.repeatedKeyLimit, var mistake = mistakes.first(where: { $0.code == .duplicateKey }) {
            mistake.help =
                "remove one of them; there are many such keys, and nothing else of this document has been checked"
            throw mistake
        }
    }
}
