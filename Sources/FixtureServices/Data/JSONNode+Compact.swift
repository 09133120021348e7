internal import TuttiJSON

extension JSONNode {
    /// The value's bytes in its document, without the white space between its parts.
    var compact: [UInt8] { withRawBytes { JSONWhiteSpace.removed(from: Array($0)) } }
}
