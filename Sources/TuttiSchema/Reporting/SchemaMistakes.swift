/// Why a schema can't be used: mistakes, and the warnings about it.
package struct SchemaMistakes: Error, Sendable {
    /// At most 20, in the order in which they were found.
    package let all: [SchemaMistake]
}
