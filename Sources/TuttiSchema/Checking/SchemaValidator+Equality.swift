internal import TuttiJSON

extension SchemaValidator {
    /// Whether a value means the same as one of the schema; the work is paid for as far as it goes.
    ///
    /// No object of either has a name twice.
    mutating func equals(_ place: JSONPlace, _ value: JSONNode) -> Bool {
        let kind = document.kind(at: place)
        guard spend(1), kind == value.kind else { return false }
        switch kind {
        case .null: return true
        case .bool: return document.node(at: place).bool == value.bool
        case .number:
            return spend((document.byteCount(at: place) + value.byteCount) / 8)
                && document.node(at: place).number == value.number
        case .string:
            let (mine, other) = (document.byteCount(at: place), value.byteCount)
            // A character is written in one byte, or as an escape of six.
            guard mine / 6 <= other, other / 6 <= mine else { return false }
            return spend((mine + other) / 32) && document.node(at: place) == value
        case .array:
            guard document.count(at: place) == value.count else { return false }
            var items = document.children(of: place)
            for other in value.elements {
                guard let item = items.next(in: document), equals(item, other) else { return false }
            }
            return true
        case .object:
            guard document.count(at: place) == value.count else { return false }
            var children = document.children(of: place)
            while let name = children.next(in: document), let child = children.next(in: document) {
                guard spend(1 + document.byteCount(at: name) / 16 + value.count / 16),
                    let other = value.member(document.node(at: name).string ?? ""), equals(child, other)
                else { return false }
            }
            return true
        }
    }
}
