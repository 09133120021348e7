internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream

extension PreparedCall {
    /// Reads the body of an accepted response: the call's value before `select`.
    func read(_ response: UpstreamResponse) throws(UnreadableBody) -> JSONValue {
        var body = response.body
        // Most responses name no charset, and then there is no header to look at.
        var encoding = CharacterSet.utf8
        if !response.headers.isEmpty {
            encoding = CharacterSet(declaredIn: response.headers)
            body = try encoding.transcoded(body, atMost: maximumResponse)
        }
        switch plan.bodyKind {
        case .text:
            // A byte order mark belongs to the encoding (Encoding Standard, "UTF-8 decode"); only the first one is removed.
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

    /// Whether a response with that status may have an empty body.
    ///
    /// A call that asks for something gets it with 200. A call that changes something may get any 2xx, which says no more than that
    /// it is done.
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
