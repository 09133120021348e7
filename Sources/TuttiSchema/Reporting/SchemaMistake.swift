/// One thing that is wrong with a schema.
package struct SchemaMistake: Error, Sendable, Equatable {
    /// Where in the schema: the names and numbers that lead there.
    package let path: [String]

    /// What is wrong, in words.
    package let message: String

    /// What to write instead.
    package let help: String?

    /// Whether the schema can be used all the same.
    package let isWarning: Bool

    init(_ path: [String], _ message: String, help: String? = nil, isWarning: Bool = false) {
        (self.path, self.message, self.help, self.isWarning) = (path, message, help, isWarning)
    }
}
