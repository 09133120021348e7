internal import TuttiJSON

/// A schema within a document of schemas.
struct SchemaLocation {
    /// What tells schemas apart.
    struct Key: Hashable {
        /// 0 for the one that is compiled; others are schemas of schemas.
        var document: Int
        var path: [String]

        /// By code points: to `String`, "é" as one of them and as two are the same.
        static func == (left: Key, right: Key) -> Bool {
            left.document == right.document
                && left.path.elementsEqual(right.path) { $0.utf8.elementsEqual($1.utf8) }
        }

        func hash(into hasher: inout Hasher) {
            hasher.combine(document)
            for name in path { hasher.combine(JSONName(name)) }
        }
    }

    var key: Key
    var value: JSONValue
    /// The `$id` that it is under.
    var resource: Int
}
