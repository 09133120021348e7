/// One place in an expression that reads the document.
///
/// Bare names that refer to something else (an element of a projection, the left side of a pipe) are not uses.
package struct NameUse: Sendable, Hashable {
    /// The top-level name that is read; `$` or `@` when the whole document is.
    package let name: String

    /// Where the name stands in the source, in UTF-8 offsets.
    package let range: Range<Int>

    /// Whether the expression says at this place what happens when the value is null: see ``Expression/names(current:)``.
    package let copesWithNull: Bool

    /// Whether the document is read as a whole (`$`, or `@` at the root, with no name after it), hence every name of it.
    package let wholeDocument: Bool

    /// Whether the value, or a part of it, at most goes on unchanged into the expression's: nothing looks into it.
    ///
    /// `a.b`, `a.b || 'x'`, `merge(a, {x: y})` pass `a`; `lower(a.b)` and `a.b == 'x'` don't.
    package let isPassed: Bool
}
