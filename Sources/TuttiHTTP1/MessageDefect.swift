/// What is wrong with a message: two readers might understand it differently, or it is over a bound.
package enum MessageDefect: Error, Equatable {
    /// A line that does not end with CR LF.
    case lineEnd
    /// A line or a section of lines over its bound.
    case tooLong
    /// A header without a name, with white space in front of its colon, that goes on in a next line, or with a control character.
    case header
    /// More headers than that may be.
    case tooManyHeaders
    /// A chunk without a size that could be read, or that does not end where it says.
    case chunk
    /// More chunk extensions than anybody has a use for.
    case chunkExtensions
}
