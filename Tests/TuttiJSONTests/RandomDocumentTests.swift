import SeededRandom
import Testing
import TuttiJSON

/// Generated documents against the plain trees they were generated from.
struct RandomDocumentTests {
    @Test(arguments: 0..<10)
    func indexAgreesWithTheTreeItWasWrittenFrom(batch: Int) throws {
        var random = SeededGenerator(seed: UInt64(batch))
        for _ in 0..<1000 {
            let made = RandomDocument(using: &random)
            let text = RandomDocument.space(&random) + made.text + RandomDocument.space(&random)
            let document = try JSONDocument(parsing: Array(text.utf8))
            try check(document.root, made)

            let rebuilt = Self.value(document.root)
            guard rebuilt == .node(document.root) else { throw Mismatch(rebuilt, made) }
            var writer = JSONWriter()
            writer.write(rebuilt)
            let again = try JSONDocument(parsing: writer.bytes)
            guard again.root == document.root else { throw Mismatch(again.root.raw, made) }

            var splice = JSONWriter()
            splice.write(.node(document.root))
            guard splice.bytes == Array(made.text.utf8) else { throw Mismatch(splice.bytes, made) }
        }
    }

    /// What the index says otherwise than the tree. (`#expect` for each of a million values would take a minute.)
    private struct Mismatch: Error {
        let found: String
        let expected: RandomDocument

        init(_ found: Any?, _ expected: RandomDocument) {
            self.found = found.map { "\($0)" } ?? "nothing"
            self.expected = expected
        }
    }

    private func check(_ node: JSONNode, _ made: RandomDocument) throws {
        guard node.withRawBytes({ $0.elementsEqual(made.text.utf8) }) else { throw Mismatch(node.raw, made) }
        switch made.model {
        case .null:
            guard node.isNull else { throw Mismatch(node.kind, made) }
        case .bool(let bool):
            guard node.bool == bool else { throw Mismatch(node.bool, made) }
        case .number(let text):
            guard node.number?.text == text else { throw Mismatch(node.number, made) }
        case .string(let string):
            guard node.string?.utf8.elementsEqual(string.utf8) == true else { throw Mismatch(node.string, made) }
        case .array(let elements):
            let nodes = Array(node.elements)
            guard node.kind == .array, node.count == elements.count, nodes.count == elements.count else {
                throw Mismatch(node.count, made)
            }
            for (index, element) in elements.enumerated() {
                guard node.element(index)?.raw == nodes[index].raw else { throw Mismatch(node.element(index), made) }
                try check(nodes[index], element)
            }
        case .object(let members):
            guard node.kind == .object, node.count == members.count else { throw Mismatch(node.count, made) }
            try check(Array(node.members), of: node, Self.distinct(members), made)
        }
    }

    private func check(
        _ found: [JSONMembers.Element], of node: JSONNode, _ expected: [RandomDocument.Member], _ made: RandomDocument
    ) throws {
        guard found.count == expected.count else { throw Mismatch(found.count, made) }
        for (member, (name, value)) in zip(found, expected) {
            guard member.name.string?.utf8.elementsEqual(name.utf8) == true else { throw Mismatch(member.name, made) }
            guard node.member(name)?.raw == value.text, node.member(JSONName(name))?.raw == value.text else {
                throw Mismatch(node.member(name), made)
            }
            try check(member.value, value)
        }
    }

    /// Each name once, at its first place, with its last value.
    private static func distinct(_ members: [RandomDocument.Member]) -> [RandomDocument.Member] {
        var distinct: [RandomDocument.Member] = []
        for member in members {
            if let place = distinct.firstIndex(where: { $0.name.utf8.elementsEqual(member.name.utf8) }) {
                distinct[place].value = member.value
            } else {
                distinct.append(member)
            }
        }
        return distinct
    }

    /// The same value, made anew.
    private static func value(_ node: JSONNode) -> JSONValue {
        switch node.kind {
        case .null: .null
        case .bool: node.bool.map(JSONValue.bool) ?? .null
        case .number: node.number.map(JSONValue.number) ?? .null
        case .string: node.string.map(JSONValue.string) ?? .null
        case .array: .array(node.elements.map(value))
        case .object: .object(JSONObject(node.members.map { (name: $0.name.string ?? "", value: value($0.value)) }))
        }
    }
}
