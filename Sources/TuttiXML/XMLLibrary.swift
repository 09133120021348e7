internal import CXML

/// libxml2 as a whole.
enum XMLLibrary {
    /// Loads it, once, at the first look, which Swift guards against a second: nil, or why it can't be used.
    static let failure: String? = cxml_load().map { String(cString: $0) }
}
