/// One entry of a call's `cookies`.
package struct CookieTemplate: Sendable, Equatable {
    /// The cookie's name, a token.
    package let name: String
    /// The cookie's value; null sends none.
    package let value: ValueTemplate

    /// A cookie made of its parts.
    package init(name: String, value: ValueTemplate) {
        self.name = name
        self.value = value
    }
}
