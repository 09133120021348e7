internal import TuttiYAML

/// Where each character of a scalar stands in its file.
///
/// libyaml says where a scalar begins and ends, and no more. Its source is read again beside its value: apart from white space,
/// which folding changes, and escapes, both have the same characters in the same order.
struct ScalarPlaces {
    /// One character of the source.
    struct Place {
        /// From 1.
        var line: Int
        /// From 0, in Unicode scalars.
        var column: Int
        /// How many scalars of the source it takes: more than 1 for an escape.
        var width = 1
    }

    /// By UTF-8 offset in the raw text.
    private var places: [Place] = []
    /// Just past the last character.
    private var end: Place

    private let file: SourceFile
    private var scalars: [Unicode.Scalar]
    private var isLost = false

    init(_ scalar: YAMLScalar) {
        file = scalar.file
        end = Place(line: scalar.line, column: scalar.column)
        scalars = scalar.file.line(scalar.line).scalars
        switch scalar.style {
        case .plain: break
        case .singleQuoted, .doubleQuoted: end.column += 1
        case .literal, .folded: nextLine()
        }
        places.reserveCapacity(scalar.raw.utf8.count)
        for value in scalar.raw.unicodeScalars {
            let place = self.place(of: value, style: scalar.style)
            for _ in 0..<UTF8.width(value) { places.append(place) }
            if isLost { break }
        }
    }

    /// The place of the character at a UTF-8 offset of the raw text; the end's for the offset past the last; nil when the
    /// source could not be followed.
    subscript(_ offset: Int) -> Place? {
        guard !isLost else { return nil }
        return places.indices.contains(offset) ? places[offset] : end
    }

    private mutating func place(of value: Unicode.Scalar, style: YAMLScalarStyle) -> Place {
        if style == .doubleQuoted, let place = escape() { return place }
        if value == " " || value == "\t" || SourceFile.isBreak(value) {
            let place = end
            if current == value { end.column += 1 }
            return place
        }
        while !isLost, current == nil || current == " " || current == "\t" {
            current == nil ? nextLine() : (end.column += 1)
            if style == .doubleQuoted, let place = escape() { return place }
        }
        guard current == value else {
            isLost = true
            return end
        }
        var place = end
        place.width = style == .singleQuoted && value == "'" ? 2 : 1
        end.column += place.width
        return place
    }

    /// Moves past an escape of a double-quoted scalar (YAML 1.2, section 5.7), if one is next.
    private mutating func escape() -> Place? {
        while current == "\\", !scalars.indices.contains(end.column + 1) {
            nextLine()
            while current == " " || current == "\t" { end.column += 1 }
            if isLost { return nil }
        }
        guard current == "\\" else { return nil }
        var place = end
        place.width =
            switch scalars[end.column + 1] {
            case "x": 4
            case "u": 6
            case "U": 10
            default: 2
            }
        end.column += place.width
        return place
    }

    /// The scalar that is next in the source; nil at the end of a line.
    private var current: Unicode.Scalar? {
        scalars.indices.contains(end.column) ? scalars[end.column] : nil
    }

    private mutating func nextLine() {
        end = Place(line: end.line + 1, column: 0)
        scalars = file.line(end.line).scalars
        if end.line > file.lineCount { isLost = true }
    }
}
