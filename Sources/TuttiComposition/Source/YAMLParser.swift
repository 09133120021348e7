internal import Yams

/// Runs Yams over a file: its documents, and the first syntax error if there is one.
///
/// Two things Yams would do badly are kept from it. It expands aliases, and hashes what they stand for, which a small file can
/// make take forever ("billion laughs"): ``YAMLAliasSearch`` finds them first. And it stops at the first repeated key, naming
/// one place: the key is disguised and the file read again, so that the tree has both and everything after them.
struct YAMLParser {
    /// What came of a file.
    struct Result {
        var documents: [Yams.Node] = []
        var error: YamlError?
        /// The keys that were disguised, as they stand in the file.
        var disguised: [SourceMark: String] = [:]
        /// Anchors live only as long as the parser.
        var parser: Yams.Parser?
    }

    /// More repeated keys than this end with an error at the next one.
    private static let duplicateLimit = 10

    static func parse(_ text: String) -> Result {
        var disguise: Disguise?
        var result = attempt(text)
        for _ in 0..<duplicateLimit {
            guard case .duplicatedKeysInMapping(let keys, let context) = result.error, let key = keys.first else {
                break
            }
            var next = disguise ?? Disguise(text)
            guard next.hide(key, at: SourceMark(line: context.mark.line, column: context.mark.column - 1)) else {
                break
            }
            disguise = next
            result = attempt(next.text)
        }
        result.disguised = disguise?.hidden ?? [:]
        return result
    }

    private static func attempt(_ text: String) -> Result {
        var result = Result()
        do {
            // Without rules of its own: types are ours to tell, and regular expressions are slow.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            result.parser = parser
            while let document = try parser.nextRoot() { result.documents.append(document) }
        } catch {
            result.error = error as? YamlError ?? .no
        }
        return result
    }
}
