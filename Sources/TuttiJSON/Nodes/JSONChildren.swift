/// A walk over the direct children of a container, from one `JSONPlace` to the next.
package struct JSONChildren: Sendable {
    var position: Int
    let end: Int

    /// The next child; nil after the last.
    ///
    /// `document` is the one that the walk was made by.
    @inline(__always)
    package mutating func next(in document: JSONDocument) -> JSONPlace? {
        guard position < end else { return nil }
        let place = JSONPlace(position)
        position = document.position(after: position)
        return place
    }
}
