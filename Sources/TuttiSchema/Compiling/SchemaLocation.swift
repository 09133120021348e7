internal import TuttiJSON

/// A schema within a document of schemas.
struct SchemaLocation {
    /// What tells schemas apart.
    struct Key: Hashable {
        /// 0 for the one that is compiled; others are schemas of schemas.
        var document: Int
        var path: [String]
    }

    var key: Key
    var value: JSONValue
    /// The `$id` that it is under.
    var resource: Int
}
