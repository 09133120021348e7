internal import TuttiExpressions

/// Why text can't stand in the path of a URL as a composition file has it.
struct PathProblem {
    /// Where in the text, in UTF-8.
    let offset: Int
    let message: String
    let help: String

    /// The first problem of a text; nil if there is none.
    static func first(in bytes: [UInt8]) -> PathProblem? {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D:
                return PathProblem(
                    offset: index, message: "a path can't hold white space", help: "a space is written `%20`")
            case 0..<0x20, 0x7F:
                return PathProblem(offset: index, message: "a path can't hold control characters", help: "remove it")
            case UInt8(ascii: "#"):
                return PathProblem(
                    offset: index, message: "what follows `#` is never sent to a service",
                    help: "a `#` that is meant is written `%23`")
            case UInt8(ascii: "%"):
                guard bytes.count > index + 2, PercentEncoding.isHexDigit(bytes[index + 1]),
                    PercentEncoding.isHexDigit(bytes[index + 2])
                else {
                    return PathProblem(
                        offset: index, message: "`%` is not followed by two hexadecimal digits",
                        help: "a percent sign is written `%25`")
                }
            default: break
            }
        }
        return nil
    }

    /// Whether a path has a segment that would be resolved away on the way to the service (RFC 3986, section 5.2.4).
    static func hasDotSegment(_ path: some StringProtocol) -> Bool { DotSegment.isIn(Array(path.utf8)) }
}
