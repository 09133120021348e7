/// The names of members that lead from an object to one inside it: `total.amount`.
package struct JSONPath: Sendable {
    /// All names in UTF-8, one after the other.
    private(set) var text: [UInt8] = []

    /// Where each name is in `text`: plain numbers, so that following a path retains nothing.
    private(set) var names: [Range<Int>] = []

    /// The empty path, which leads to where it starts.
    package init() {}

    /// How many names there are.
    package var count: Int { names.count }

    /// The path that goes one member further.
    package func appending(_ name: JSONName) -> JSONPath {
        var path = self
        path.text += name.utf8
        path.names.append(text.count..<path.text.count)
        return path
    }
}
