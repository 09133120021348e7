/// Where a value is in a document: a `JSONNode` without its document, for who looks at many values of one document and keeps that.
///
/// A place means something only together with the document that it came from.
package struct JSONPlace: Sendable, Equatable {
    let position: UInt32

    @inline(__always)
    init(_ position: Int) {
        self.position = UInt32(truncatingIfNeeded: position)
    }

    @inline(__always) var index: Int { Int(position) }
}
