/// A place in a stream of YAML, as libyaml counts it.
package struct YAMLMark: Sendable, Hashable {
    /// From 1.
    package let line: Int
    /// From 0, in Unicode scalars.
    package let column: Int

    /// A place that was worked out.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }
}
