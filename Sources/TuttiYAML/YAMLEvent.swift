/// What comes next in a stream of YAML (YAML 1.2, section 3.1.1: the serialization as a series of events).
package struct YAMLEvent: Sendable {
    /// The kinds of events; what is started is ended.
    package enum Kind: Sendable, Equatable {
        /// Whether a `---` begins it.
        case documentStart(isExplicit: Bool)
        case documentEnd
        case scalar(String, YAMLScalarStyle)
        /// Whether it is written with `[`.
        case sequenceStart(isFlow: Bool)
        case sequenceEnd
        /// Whether it is written with `{`.
        case mappingStart(isFlow: Bool)
        case mappingEnd
        /// `*name`: the value that has this anchor.
        case alias(String)
    }

    /// What it is.
    package let kind: Kind
    /// `name` of `&name` before a value.
    package var anchor: String?
    /// The tag before a value, `tag:yaml.org,2002:str` for `!!str`.
    package var tag: String?
    /// Where it begins; a value with an anchor or a tag begins with that.
    package let start: YAMLMark
    /// Just past its last character; for the start of a block, where it begins.
    package let end: YAMLMark
}
