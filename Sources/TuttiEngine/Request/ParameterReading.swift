internal import TuttiJSON

/// What a request says of a parameter that has a type.
enum ParameterReading {
    /// Its value, or its default where it isn't there.
    case value(JSONValue)
    /// It isn't there, and has no default.
    case absent
    /// It doesn't fit: what is wrong, in words.
    case faults([String])
}
