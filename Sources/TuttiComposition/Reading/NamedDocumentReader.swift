internal import TuttiSystem

/// Reads a document from a file that a file of the folder names: one document, of 1 MiB at most.
struct NamedDocumentReader {
    /// A larger file is not read.
    private static let fileLimit = 1 << 20

    /// The kind of mistake that is reported.
    let code: DiagnosticCode
    /// What a file has one of, in words.
    let content: String
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    /// What the document says, if it can be read: JSON is YAML, too.
    func root(_ path: YAMLScalar) -> YAMLNode? {
        file(path).flatMap(root)
    }

    private func file(_ path: YAMLScalar) -> SourceFile? {
        let place = gateway.place(of: path)
        guard !path.text.isEmpty, !path.text.utf8.contains(0),
            let bytes = PlainFile.read(place, limit: Self.fileLimit + 1)
        else {
            diagnostics.error(
                code, at: path.span,
                PlainFile.isThere(place)
                    ? "the file `\(path.text)` can't be read" : "there is no file `\(path.text)`",
                help: "a path is taken from the folder of this file, unless it begins with `/`")
            return nil
        }
        guard bytes.count <= Self.fileLimit, let text = String(validating: bytes, as: UTF8.self) else {
            diagnostics.error(
                code, at: path.span, "`\(path.text)` is larger than 1 MiB, or not UTF-8",
                help: "leave out what isn't needed here")
            return nil
        }
        return SourceFile(name: GatewayReader.Result.name(of: path), text: text)
    }

    private func root(of file: SourceFile) -> YAMLNode? {
        let reader = YAMLReader(substitution: EnvironmentSubstitution(environment: nil), diagnostics: diagnostics)
        let result = reader.read(file)
        guard !result.isCutShort, result.documents.allSatisfy({ !$0.isDamaged }) else { return nil }
        guard let document = result.documents.first, result.documents.count == 1 else {
            diagnostics.error(
                code, at: file.span, "a file has one \(content)", help: "put each into a file of its own")
            return nil
        }
        return document.root
    }
}
