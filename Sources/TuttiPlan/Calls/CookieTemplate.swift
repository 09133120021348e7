/// One entry of a call's `cookies`.
package struct CookieTemplate: Sendable, Equatable {
    /// The cookie's name, a token.
    package var name: String
    /// The cookie's value; null sends none.
    package var value: ValueTemplate

    /// A cookie of its parts.
    package init(name: String, value: ValueTemplate) {
        self.name = name
        self.value = value
    }
}
