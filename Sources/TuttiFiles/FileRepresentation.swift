internal import HTTPTypes
internal import TuttiContentCoding
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiSystem

/// A file in the form that a client gets: as it is, or compressed by whoever has put `app.js.br` or `app.js.gz` beside `app.js`.
struct FileRepresentation {
    private let type: String
    private let file: OpenFile
    private let path: String
    private let folder: EnclosedFolder
    private let coding: ContentCoding?
    /// Whether others may get another form.
    private let varies: Bool

    private static func suffix(_ coding: ContentCoding) -> String { coding == .brotli ? ".br" : ".gz" }

    /// Chooses the form of an open file.
    ///
    /// Only what a compression makes shorter has others: nobody looks for `photo.jpg.br`. One that is older than the file itself was made
    /// of another content.
    init(of file: OpenFile, at path: String, in folder: EnclosedFolder, for question: FileQuestion, now: Int64) {
        type = FileType.of(path)
        varies = CompressionRule.compresses(type)
        self.folder = folder
        var offered: [ContentCoding] = varies ? [.brotli, .gzip] : []
        let accepted = AcceptEncoding(offered.isEmpty ? [] : question.values("accept-encoding"))
        while case .coding(let coding) = accepted.choice(of: offered) {
            let beside = path + Self.suffix(coding)
            if case .file(let compressed) = folder.open(beside), compressed.state.seconds >= file.state.seconds {
                self.file = compressed
                self.path = beside
                self.coding = coding
                return
            }
            offered.removeAll { $0 == coding }
        }
        self.file = file
        self.path = path
        coding = nil
    }

    /// What is sent: all of it or a part, or that the client has it, or that it isn't as the client wants it.
    func response(to question: FileQuestion, _ target: FileTarget, now: Int64) -> FileResponse {
        let state = file.state
        let validators = Validators(
            tag: EntityTag(
                ofFile: state.size, seconds: state.seconds, nanoseconds: state.nanoseconds, coding: coding?.rawValue,
                now: now),
            // RFC 9110, 8.8.2.1: never later than `Date`.
            lastModified: min(state.seconds, now))
        var headers = headers(validators, cacheControl: target.plan.cacheControl)
        target.responseHeaders.apply(to: &headers)
        let selection = ContentSelection(
            for: question.isHead ? .head : .get, validators: validators, length: state.size, now: now,
            values: question.values)
        switch selection {
        case .notModified:
            NotModifiedHeaders.reduce(&headers)
            return .whole(ComposedResponse(status: 304, headers: headers, body: [], calls: []))
        case .failed: return problem(FileProblem.preconditionFailed, question)
        case .part(let range):
            headers.append(HTTPField(name: .contentRange, value: ByteRanges.contentRange(range, of: state.size)))
            return part(206, headers, range)
        case .unsatisfiable:
            var response = FileProblem.response(
                FileProblem.unsatisfiable(length: state.size), requestID: question.requestID)
            response.headers.append(
                HTTPField(name: .contentRange, value: ByteRanges.unsatisfiedRange(of: state.size)))
            return .whole(response)
        case .whole: return part(200, headers, 0..<max(state.size, 0))
        }
    }

    private func headers(_ validators: Validators, cacheControl: String?) -> [HTTPField] {
        var headers = [HTTPField(name: .contentType, value: type)]
        if let name = HTTPField.Name("X-Content-Type-Options") {
            headers.append(HTTPField(name: name, value: "nosniff"))
        }
        if let coding { headers.append(HTTPField(name: .contentEncoding, value: coding.rawValue)) }
        if varies { VaryHeader.add(.acceptEncoding, to: &headers) }
        if let tag = validators.tag { headers.append(HTTPField(name: .eTag, value: tag.text)) }
        if let modified = validators.lastModified {
            headers.append(HTTPField(name: .lastModified, value: CalendarTime(seconds: modified).httpDate))
        }
        headers.append(HTTPField(name: .acceptRanges, value: "bytes"))
        if let cacheControl { headers.append(HTTPField(name: .cacheControl, value: cacheControl)) }
        return headers
    }

    private func part(_ status: Int, _ headers: [HTTPField], _ range: Range<Int>) -> FileResponse {
        .file(
            FileResponse.Part(
                status: status, headers: headers, range: range, folder: folder, path: path, state: file.state), file)
    }

    private func problem(_ details: ProblemDetails, _ question: FileQuestion) -> FileResponse {
        .whole(FileProblem.response(details, requestID: question.requestID))
    }
}
