/// Why a stream can't be read on.
///
/// libyaml says what it expected in English sentences. They are left out: what stands at the two places says as much.
package enum YAMLSyntaxError: Error, Hashable {
    /// There is no memory left.
    case memory
    /// A character that can't stand in YAML begins at this byte.
    case character(offset: Int)
    /// What was read as a word is none: a quote that isn't closed, a sign that begins nothing. It begins at `context`.
    case scanner(context: YAMLMark?, mark: YAMLMark)
    /// A word doesn't fit what is before it: a line that belongs to no mapping. What it should be a part of begins at `context`.
    case parser(context: YAMLMark?, mark: YAMLMark)
}
