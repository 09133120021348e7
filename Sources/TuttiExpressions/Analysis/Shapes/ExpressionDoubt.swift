/// A part of an expression that is valid, but can't do what it seems to be written for: `a == 'x'` where `a` is a number.
package struct ExpressionDoubt: Sendable, Hashable {
    /// What kind of doubt it is.
    package enum Kind: Sendable, Hashable {
        /// A comparison that comes out the same whatever the document.
        case neverEqual
        /// An order between values of which one never has any.
        case neverOrdered
        /// A part that is null whatever the document.
        case alwaysNull
        /// A part that fails whatever the document.
        case alwaysFails
        /// A name where a value was meant: `true` of the value at hand.
        case valueAsName
        /// A name that isn't declared, near to one that is.
        case similarName
        /// A call that is read as a member of its own response.
        case ownName
    }

    /// What kind of doubt it is.
    package let kind: Kind
    /// What is there, in plain words.
    package let message: String
    /// What to do, in plain words; nil where the message says it all.
    package let help: String?
    /// Where it is in the source, in UTF-8 offsets.
    package let range: Range<Int>
}
