import Testing
import TuttiYAML

/// The events of libyaml, with their places.
@Suite struct YAMLEventReaderTests {
    private static func events(
        _ text: String, from offset: Int = 0, line: Int = 1
    ) -> (events: [YAMLEvent], error: YAMLSyntaxError?) {
        let reader = YAMLEventReader(Array(text.utf8), from: offset, line: line)
        var events: [YAMLEvent] = []
        do {
            while let event = try reader.next() { events.append(event) }
        } catch {
            return (events, error)
        }
        return (events, nil)
    }

    /// `2:3-2:7`, the column from 0.
    private static func places(_ events: [YAMLEvent]) -> [String] {
        events.map { "\($0.start.line):\($0.start.column)-\($0.end.line):\($0.end.column)" }
    }

    @Test func aMappingHasItsKeysAndValuesInOrder() {
        let (events, error) = Self.events("a: [b, 'c']\nd: |\n  e\n")
        #expect(error == nil)
        #expect(
            events.map(\.kind) == [
                .documentStart(isExplicit: false), .mappingStart(isFlow: false), .scalar("a", .plain),
                .sequenceStart(isFlow: true), .scalar("b", .plain), .scalar("c", .singleQuoted), .sequenceEnd,
                .scalar("d", .plain), .scalar("e\n", .literal), .mappingEnd, .documentEnd,
            ])
        #expect(Self.places(events)[2...6] == ["1:0-1:1", "1:3-1:4", "1:4-1:5", "1:7-1:10", "1:10-1:11"])
    }

    @Test(arguments: [
        ("é日👩‍👩‍👧: x", "1:0-1:7"), ("\"a\\x41\": x", "1:0-1:7"), ("'a\n  b'", "1:0-2:4"), ("a  # b", "1:0-1:1"),
        ("a\u{85}b", "1:0-2:1"), ("- >-\n  a\n", "1:2-3:0"), ("&x a", "1:0-1:4"), ("!x 'a'", "1:0-1:6"),
    ])
    func aScalarBeginsAndEndsWhereItsCharactersDo(text: String, place: String) throws {
        let (events, _) = Self.events(text)
        let scalar = try #require(
            events.first { event in
                if case .scalar = event.kind { true } else { false }
            })
        #expect(Self.places([scalar]) == [place])
    }

    @Test func anchorsTagsAndAliasesAreTold() {
        let (events, error) = Self.events("{ &a !!str b: !c d, e: *a }")
        #expect(error == nil)
        #expect(events.compactMap(\.anchor) == ["a"])
        #expect(events.compactMap(\.tag) == ["tag:yaml.org,2002:str", "!c"])
        #expect(events.contains { $0.kind == .alias("a") })
    }

    @Test func aTextMayHoldAZero() {
        #expect(Self.events("\"a\\0b\"").events.contains { $0.kind == .scalar("a\0b", .doubleQuoted) })
    }

    @Test func eachDocumentIsStartedAndEnded() {
        let (events, _) = Self.events("a\n--- b\n...\n---\n")
        #expect(
            events.map(\.kind) == [
                .documentStart(isExplicit: false), .scalar("a", .plain), .documentEnd, .documentStart(isExplicit: true),
                .scalar("b", .plain), .documentEnd, .documentStart(isExplicit: true), .scalar("", .plain), .documentEnd,
            ])
    }

    @Test(arguments: ["", "\n", "# a\n"])
    func nothingHasNoEvents(text: String) {
        #expect(Self.events(text).events.isEmpty)
        #expect(Self.events(text).error == nil)
    }

    @Test func readsFromALineOnAndCountsOn() {
        let text = "a: [\n--- b\n"
        let (events, error) = Self.events(text, from: 5, line: 2)
        #expect(error == nil)
        #expect(Self.places(events) == ["2:0-2:3", "2:4-2:5", "3:0-3:0"])
        #expect(Self.events(text, from: 99, line: 9).events.isEmpty)
    }

    /// libyaml reads ahead by 16 kB; then nothing would be left of the lines before.
    @Test func aControlCharacterCostsOnlyWhatIsBehindIt() {
        let (events, error) = Self.events("--- a\n--- b\u{7}\n")
        #expect(error == .character(offset: 11))
        #expect(events.contains { $0.kind == .scalar("a", .plain) })
        #expect(Self.events("x\n\n--- b\u{7}\n", from: 3, line: 3).error == .character(offset: 8))
    }

    @Test(arguments: [
        ("a: b: c", YAMLSyntaxError.scanner(context: nil, mark: YAMLMark(line: 1, column: 4))),
        (
            "a: 'b\n",
            .scanner(context: YAMLMark(line: 1, column: 3), mark: YAMLMark(line: 2, column: 0))
        ),
        ("- a\nb: c", .parser(context: YAMLMark(line: 1, column: 0), mark: YAMLMark(line: 2, column: 0))),
        ("a\n---\nb\n--- ]", .parser(context: YAMLMark(line: 4, column: 4), mark: YAMLMark(line: 4, column: 4))),
    ])
    func anErrorNamesWhereItIsAndWhatWasRead(text: String, expected: YAMLSyntaxError) {
        #expect(Self.events(text).error == expected)
    }

    @Test func anErrorStays() {
        let reader = YAMLEventReader(Array("@".utf8))
        for _ in 0..<3 {
            #expect(
                throws: YAMLSyntaxError.scanner(
                    context: YAMLMark(line: 1, column: 0), mark: YAMLMark(line: 1, column: 0))
            ) {
                while try reader.next() != nil {}
            }
        }
    }

    @Test func theEndStays() throws {
        let reader = YAMLEventReader(Array("a".utf8))
        while try reader.next() != nil {}
        #expect(try reader.next() == nil)
    }

    /// Without a line end in it, a text comes in pieces; a character may be cut by the end of one.
    @Test(arguments: 0..<4)
    func aLineOfAMegabyteIsReadInPieces(shift: Int) {
        let text = String(repeating: "x", count: shift) + String(repeating: "日", count: 300_000)
        #expect(Self.events(text).events.contains { $0.kind == .scalar(text, .plain) })
    }
}
