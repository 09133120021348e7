internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream

extension PreparedCall {
    /// The value of an accepted answer's body.
    func read(_ response: UpstreamResponse) throws(UnreadableBody) -> JSONValue {
        var body = response.body
        // Most answers name no charset, and then there is no field to look at.
        var encoding = CharacterSet.utf8
        if !response.headers.isEmpty {
            encoding = CharacterSet(declaredIn: response.headers)
            body = try encoding.transcoded(body, atMost: maximumResponse)
        }
        switch plan.bodyKind {
        case .text:
            // The byte order mark is of the encoding, not of the text (Encoding Standard, "UTF-8 decode"), and once.
            let start = encoding == .utf8 && body.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
            guard let text = String(validating: body[start...], as: UTF8.self) else {
                throw .notUTF8(Self.lengthOfUTF8(body), .badResponse)
            }
            return .string(text)
        case .json:
            if body.isEmpty, mayBeEmpty(response.status) { return .null }
            do {
                return .node(try JSONDocument(parsing: body).root)
            } catch {
                if error.code == .invalidUTF8 { throw .notUTF8(error.offset, .invalidJSON) }
                let place = error.position(in: body)
                throw UnreadableBody(
                    .invalidJSON, "\(error.message) at line \(place.line), column \(place.column) of the body")
            }
        }
    }

    /// Whether nothing may be what a service has to say with that status.
    ///
    /// Who asks for something gets it with 200. Who changes something may be told by any 2xx that it is done, and no more.
    private func mayBeEmpty(_ status: Int) -> Bool {
        if plan.method == .head || !plan.isSafe && (200...299).contains(status) { return true }
        return [201, 202, 204, 205, 304].contains(status)
    }

    /// How many bytes are UTF-8 before the first one that is not.
    private static func lengthOfUTF8(_ bytes: [UInt8]) -> Int {
        do {
            return try UTF8Span(validating: bytes.span).count
        } catch {
            return error.byteOffsets.lowerBound
        }
    }
}
