/// What `@` and bare names mean where an expression starts.
package enum CurrentNode: Sendable, Hashable {
    /// The document itself: `user.id` and `$.user.id` are the same.
    case root

    /// Another value, for instance a response in `select`: only `$.user.id` reads the document.
    case value
}
