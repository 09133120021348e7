internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream

/// What a service did, as a response of a test.
enum RecordedResponse {
    /// Deeper values don't fit into a composition file, which nests at most 64 levels.
    private static let depthLimit = 40

    /// The response, and what is to be said about it.
    ///
    /// - Parameters:
    ///   - result: what came back; an exchange that was given up becomes one that takes for ever.
    ///   - wanted: the headers of the response that are read.
    ///   - isText: whether the call takes the body as text, of which then every character counts.
    /// - Returns: the response, and a sentence for who records, if there is something to say.
    static func response(
        _ result: UpstreamResult?, wanted: [HTTPField.Name], isText: Bool
    ) -> (response: ServiceResponse, note: String?) {
        switch result {
        case nil:
            return (ServiceResponse(.failure(.timeout)), nil)
        case .failure(let failure):
            let reason = ServiceResponse.failures.first { $0.rawValue == failure.reason.rawValue } ?? .timeout
            return (ServiceResponse(.failure(reason)), failure.reason == .canceled ? nil : failure.message)
        case .response(let response):
            let (bytes, headers) = inUTF8(response)
            let (body, note) = body(bytes, isText: isText)
            let read = headers.filter { wanted.contains($0.name) }
            return (ServiceResponse(.response(status: response.status, headers: read, body: body)), note)
        }
    }

    /// The body as it is read, and the headers that say so: what stands in a file is UTF-8.
    private static func inUTF8(_ response: UpstreamResponse) -> (bytes: [UInt8], headers: [HTTPField]) {
        let characters = CharacterSet(declaredIn: response.headers)
        guard characters != .utf8, let bytes = try? characters.transcoded(response.body, atMost: .max) else {
            return (response.body, response.headers)
        }
        let headers = response.headers.map { header in
            guard header.name == .contentType else { return header }
            return HTTPField(name: header.name, value: header.value.prefix { $0 != ";" } + "; charset=utf-8")
        }
        return (bytes, headers)
    }

    private static func body(_ bytes: [UInt8], isText: Bool) -> (ServiceResponse.Body, note: String?) {
        if bytes.isEmpty { return (.none, nil) }
        if !isText, let document = try? JSONDocument(parsing: bytes), depth(of: .node(document.root)) <= depthLimit {
            return (.json(.node(document.root)), nil)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return (
            .text(text), text.utf8.elementsEqual(bytes) ? nil : "its body is not UTF-8, and could not be kept as it was"
        )
    }

    private static func depth(of value: JSONValue, within limit: Int = depthLimit) -> Int {
        guard limit >= 0 else { return 1 }
        let children = value.kind == .object ? value.members.map(\.value) : value.elements
        return 1 + (children.map { depth(of: $0, within: limit - 1) }.max() ?? 0)
    }
}
