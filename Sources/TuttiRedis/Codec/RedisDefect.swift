/// What is wrong with bytes that are no reply of Redis; the connection is of no use any more.
package enum RedisDefect: String, Error, Sendable, CaseIterable {
    /// A reply begins with a byte that means nothing.
    case unknownKind = "it begins with a byte that means nothing"
    /// A line is too long.
    case longLine = "a line is too long"
    /// A line does not end with CR LF, or what is in bulk doesn't.
    case badEnd = "a line ends wrongly"
    /// Not a number where there must be one.
    case badNumber = "a number can't be read"
    /// A text in bulk is too long.
    case longText = "a text is too long"
    /// The whole reply is too long.
    case longReply = "a reply is too long"
    /// A reply has too many elements.
    case manyElements = "a reply has too many elements"
    /// Lists in lists in lists.
    case deep = "a reply is nested too deep"
    /// A push message within a reply, or a list that does not say how long it is.
    case misplaced = "a part stands where it must not"
    /// A reply to nothing.
    case unasked = "nothing was asked"
}
