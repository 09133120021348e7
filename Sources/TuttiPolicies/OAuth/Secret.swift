/// A password or a token, which is sent to whom it is for and is in nothing that is printed.
package struct Secret: Sendable, Hashable {
    /// What is sent.
    package let text: String

    /// The secret that is this text.
    package init(_ text: String) {
        self.text = text
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
