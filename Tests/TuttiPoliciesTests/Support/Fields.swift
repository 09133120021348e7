import HTTPTypes

/// Headers as lines, `Name: value`, for tests.
enum Fields {
    static func of(_ lines: [String]) -> [HTTPField] {
        lines.compactMap { line in
            let parts = line.split(separator: ": ", maxSplits: 1, omittingEmptySubsequences: false)
            return HTTPField.Name(String(parts[0])).map {
                HTTPField(name: $0, value: parts.count > 1 ? String(parts[1]) : "")
            }
        }
    }

    static func lines(_ headers: [HTTPField]) -> [String] {
        headers.map { "\($0.name.rawName): \($0.value)" }
    }

    /// What looks up the values of a name among such lines.
    static func values(_ lines: [String]) -> (String) -> [String] {
        let headers = of(lines)
        return { name in headers.filter { $0.name.canonicalName == name }.map(\.value) }
    }
}
