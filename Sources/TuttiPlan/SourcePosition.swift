/// A place in a composition file.
package struct SourcePosition: Sendable, Hashable, CustomStringConvertible {
    /// The file, relative to the folder that was loaded.
    package let file: String
    /// The line, from 1.
    package let line: Int
    /// The column in characters, from 1.
    package let column: Int

    /// A position made of its parts.
    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }
}
