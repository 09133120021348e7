internal import HTTPTypes
package import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiRouting
internal import TuttiSystem

/// Finds the file that a request means, and says what is sent of it.
///
/// Nothing is kept from one request to the next: a file that is replaced is served from then on.
package struct FileLookup: Sendable {
    private let target: FileTarget
    private let folder: EnclosedFolder

    /// The file of a folder that stands for it.
    private static let index = "index.html"

    /// Looks in the folder of a route.
    package init(_ target: FileTarget) {
        self.target = target
        folder = EnclosedFolder(target.plan.folder)
    }

    /// What is found at a path.
    private enum Found {
        case file(OpenFile, path: String)
        /// A folder that has an index file, and a path without a slash at its end.
        case folderWithoutSlash
        case nothing
        case failed(ProblemDetails)

        init(_ entry: EnclosedFolder.Entry, at path: String) {
            switch entry {
            case .file(let file): self = .file(file, path: path)
            case .folder, .nothing: self = .nothing
            case .forbidden: self = .failed(FileProblem.forbidden)
            case .exhausted: self = .failed(FileProblem.exhausted)
            case .failed: self = .failed(FileProblem.unreadable)
            }
        }
    }

    /// The response to a request; `now` is the present, in seconds since 1970.
    package func response(
        to question: FileQuestion, now: Int64 = CalendarTime.millisecondsNow / 1_000
    ) -> FileResponse {
        guard let path = try? DecodedPath(question.path),
            let named = try? StaticFilePath(
                segments: (min(target.segmentsBefore, path.count)..<path.count).map { path[$0] })
        else { return problem(FileProblem.notFound, question) }
        switch find(named.relative, endsInSlash: question.path.utf8.last == UInt8(ascii: "/")) {
        case .file(let file, let path):
            return FileRepresentation(of: file, at: path, in: folder, for: question, now: now)
                .response(to: question, target, now: now)
        case .folderWithoutSlash: return redirect(question)
        case .nothing: return problem(FileProblem.notFound, question)
        case .failed(let details): return problem(details, question)
        }
    }

    private func find(_ relative: String, endsInSlash: Bool) -> Found {
        let found = endsInSlash ? index(of: relative) : exact(relative)
        // A page in place of a script or an image would only hide that it is missing.
        guard case .nothing = found, let fallback = target.plan.fallback, FileType.of(relative) == FileType.unknown
        else {
            return found
        }
        return Found(folder.open(fallback), at: fallback)
    }

    private func exact(_ relative: String) -> Found {
        let entry = folder.open(relative)
        guard case .folder = entry else { return Found(entry, at: relative) }
        if case .file = index(of: relative) { return .folderWithoutSlash }
        return .nothing
    }

    private func index(of relative: String) -> Found {
        let path = relative.isEmpty ? Self.index : "\(relative)/\(Self.index)"
        return Found(folder.open(path), at: path)
    }

    /// Sends the client to the path with a slash at its end, from which the index file's relative links lead into the folder.
    private func redirect(_ question: FileQuestion) -> FileResponse {
        var location = "\(question.path)/"
        if !question.query.isEmpty { location += "?" + question.query }
        // As in `PreparedRedirect`: a client must not be led to a host that stands in its path.
        guard !location.hasPrefix("//"),
            location.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        else { return problem(FileProblem.notFound, question) }
        var headers = [HTTPField(name: .location, value: location)]
        target.responseHeaders.apply(to: &headers)
        return .whole(ComposedResponse(status: 308, headers: headers, body: [], calls: []))
    }

    private func problem(_ details: ProblemDetails, _ question: FileQuestion) -> FileResponse {
        .whole(FileProblem.response(details, requestID: question.requestID))
    }
}
