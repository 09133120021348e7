/// Takes text with placeholders apart: `/users/{path.id}`; `{{` and `}}` are braces.
///
/// Only braces and quotes of the file itself begin and end placeholders. What a variable of the environment has put in is text,
/// with any braces and quotes it has: a token is never evaluated.
struct PlaceholderScanner {
    /// A piece of the text, in UTF-8 offsets.
    enum Piece {
        /// Text with its doubled braces made single, and where it begins.
        case literal([UInt8], at: Int)
        /// What stands between the braces.
        case placeholder(Range<Int>)
    }

    /// What is wrong, and where.
    struct Failure: Error {
        let message: String
        let help: String
        let range: Range<Int>
    }

    private let bytes: [UInt8]
    private let isPutIn: [Bool]

    init(_ scalar: YAMLScalar) {
        bytes = Array(scalar.text.utf8)
        isPutIn = scalar.isPutIn
    }

    /// The pieces, up to the first mistake if there is one.
    func scan() -> (pieces: [Piece], failure: Failure?) {
        var pieces: [Piece] = []
        var literal: [UInt8] = []
        var literalStart = 0
        var index = 0
        func flush() {
            if !literal.isEmpty { pieces.append(.literal(literal, at: literalStart)) }
            literal.removeAll()
        }
        while index < bytes.count {
            let byte = bytes[index]
            if literal.isEmpty { literalStart = index }
            let isDoubled = index + 1 < bytes.count && bytes[index + 1] == byte && !isPutIn[index + 1]
            switch byte {
            case _ where isPutIn[index]:
                literal.append(byte)
                index += 1
            case UInt8(ascii: "{") where isDoubled, UInt8(ascii: "}") where isDoubled:
                literal.append(byte)
                index += 2
            case UInt8(ascii: "}"):
                return (
                    pieces,
                    Failure(
                        message: "`}` closes nothing", help: "a brace that is text is written `}}`",
                        range: index..<(index + 1))
                )
            case UInt8(ascii: "{"):
                guard let end = end(ofPlaceholderAt: index) else {
                    return (
                        pieces,
                        Failure(
                            message: "`{` is not closed",
                            help: "put `}` after the expression; a brace that is text is written `{{`",
                            range: index..<(index + 1))
                    )
                }
                let inside = (index + 1)..<end
                guard bytes[inside].contains(where: { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }) else {
                    return (
                        pieces,
                        Failure(
                            message: "the placeholder is empty",
                            help: "put an expression between the braces: `{path.id}`",
                            range: index..<(end + 1))
                    )
                }
                flush()
                pieces.append(.placeholder(inside))
                index = end + 1
            default:
                literal.append(byte)
                index += 1
            }
        }
        flush()
        return (pieces, nil)
    }

    /// The `}` that belongs to a `{`: braces inside are counted, except those inside quotes and those that a variable has put in.
    private func end(ofPlaceholderAt start: Int) -> Int? {
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case _ where isPutIn[index]: break
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return index }
            case UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "`"):
                let quote = bytes[index]
                index += 1
                while index < bytes.count, isPutIn[index] || bytes[index] != quote {
                    index += bytes[index] == UInt8(ascii: "\\") && !isPutIn[index] ? 2 : 1
                }
            default: break
            }
            index += 1
        }
        return nil
    }
}
