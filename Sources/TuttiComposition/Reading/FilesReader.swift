internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiSystem

/// Reads which files a route serves: `files`, and the keys that go with it.
struct FilesReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The line of a route that serves files, which takes `GET` and with it `HEAD`.
    static func line(_ line: RouteLineReader.Line, _ diagnostics: DiagnosticCollector) -> RouteLineReader.Line {
        if let method = line.method, method != .get, method != .head {
            diagnostics.error(
                .invalidRoute, at: line.span, "files are read by `GET` and `HEAD`, not by `\(method.rawValue)`",
                help: "write `\(line.path)`: a route with `files` takes these two")
        } else if !line.path.hasRest {
            diagnostics.error(
                .invalidRoute, at: line.span, "the rest of the path names a file, and this path has none",
                help: line.path.segments.isEmpty ? "write it like `/**`" : "write it like `\(line.path)/**`")
        }
        return RouteLineReader.Line(method: line.method ?? .get, path: line.path, span: line.span)
    }

    /// The plan; nil if a mistake leaves no folder.
    func plan(_ mapping: MappingReader, _ node: YAMLNode) -> FilesPlan? {
        let served = scalars.text(node, "`files`").flatMap { folder($0) }
        let standIn = mapping[RouteKeys.fallback].flatMap { fallback($0, in: served) }
        let caching = mapping[RouteKeys.cacheControl].flatMap { cacheControl($0) }
        guard let served else { return nil }
        return FilesPlan(folder: served.place, source: served.source, fallback: standIn, cacheControl: caching)
    }

    /// A folder as the file names it, and where that is.
    private typealias Folder = (source: String, place: String, isThere: Bool)

    private func folder(_ text: YAMLScalar) -> Folder? {
        let place = gateway.place(of: text)
        guard !text.text.isEmpty, !text.text.utf8.contains(0) else {
            diagnostics.error(
                .invalidFolder, at: text.span, "this is no folder", help: "write it like `../public`")
            return nil
        }
        guard FolderListing.isThere(place) else {
            let isFile = PlainFile.isThere(place)
            report(
                isMistake: isFile, at: text.span,
                isFile ? "`\(text.text)` is a file, not a folder" : "there is no folder `\(text.text)`",
                help: isFile
                    ? "name the folder that it is in"
                    : "a path is taken from the folder of this file, unless it begins with `/`")
            return (text.text, place, false)
        }
        guard !holdsCompositions(place) else {
            diagnostics.error(
                .invalidFolder, at: text.span, "clients would get the composition files, which are in this folder",
                help: "put what clients get into a folder of its own")
            return nil
        }
        return (text.text, place, true)
    }

    /// Whether the folder of gateway.yaml is this one, or within it.
    private func holdsCompositions(_ place: String) -> Bool {
        guard let served = RealPath.of(place), let compositions = RealPath.of(gateway.folder) else { return false }
        return compositions == served || compositions.hasPrefix(served == "/" ? served : served + "/")
    }

    private func fallback(_ node: YAMLNode, in folder: Folder?) -> String? {
        guard let text = scalars.text(node, "`fallback`") else { return nil }
        let segments = text.text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard !text.text.isEmpty, let path = try? StaticFilePath(segments: segments.map { Array($0)[...] }),
            path.relative == text.text
        else {
            diagnostics.error(
                .invalidPath, at: text.span, "`fallback` is a file within the folder of `files`",
                help: "write it like `index.html`, without a name that begins with a dot")
            return nil
        }
        if let folder, folder.isThere, !PlainFile.isThere("\(folder.place)/\(path.relative)") {
            report(
                isMistake: false, at: text.span, "there is no file `\(path.relative)` in `\(folder.source)`",
                help: "it stands in for files that are not there, so it has to be there itself")
        }
        return path.relative
    }

    private func cacheControl(_ node: YAMLNode) -> String? {
        guard let text = scalars.text(node, "`cache-control`") else { return nil }
        guard !text.text.isEmpty, HeaderNameReader.firstInvalidByte(in: text.text) == nil else {
            diagnostics.error(
                .invalidHeader, at: text.span, "this can't be the value of `Cache-Control`",
                help: "write it like `public, max-age=3600`")
            return nil
        }
        return text.text
    }

    /// An error; where clients are not served a warning, if what is missing may only be missing here.
    private func report(isMistake: Bool, at span: SourceSpan, _ message: String, help: String) {
        if isMistake || gateway.isForServing {
            diagnostics.error(.invalidFolder, at: span, message, help: help)
        } else {
            diagnostics.warning(.folderMissing, at: span, message, help: "`tutti serve` needs it; \(help)")
        }
    }
}
