internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream
internal import TuttiXML

extension PreparedCall {
    /// Reads the body of an accepted response: the call's value before `select`.
    func read(_ response: UpstreamResponse) throws(UnreadableBody) -> JSONValue {
        var body = response.body
        // Most responses name no charset, and then there is no header to look at.
        var encoding = CharacterSet.utf8
        if case .xml = plan.bodyKind {
            encoding = CharacterSet(ofXML: body, response.headers)
            body = try encoding.transcoded(body, atMost: maximumResponse)
        } else if !response.headers.isEmpty {
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
            return try Self.json(body)
        case .xml(let reading):
            if body.isEmpty, mayBeEmpty(response.status) { return .null }
            return try Self.json(try Self.xml(body, reading))
        case .form:
            return try Self.json(try Self.form(body))
        case .lines:
            return try Self.json(try Self.array(ofLines: body))
        }
    }

    @inline(__always)
    private static func json(_ body: [UInt8]) throws(UnreadableBody) -> JSONValue {
        do {
            return .node(try JSONDocument(parsing: body).root)
        } catch {
            if error.code == .invalidUTF8 { throw .notUTF8(error.offset, .invalidJSON) }
            let place = error.position(in: body)
            throw UnreadableBody(
                .invalidJSON, "\(error.message) at line \(place.line), column \(place.column) of the body")
        }
    }

    private static func form(_ body: [UInt8]) throws(UnreadableBody) -> [UInt8] {
        do throws(FormText.Defect) {
            return try FormText.json(body)
        } catch {
            throw UnreadableBody(.badResponse, "the body is no form: \(error.words)")
        }
    }

    private static func array(ofLines body: [UInt8]) throws(UnreadableBody) -> [UInt8] {
        do throws(JSONLines.Malformed) {
            return try JSONLines.array(body)
        } catch {
            throw UnreadableBody(.invalidJSON, "line \(error.line) of the body is not one value of JSON")
        }
    }

    private static func xml(_ body: [UInt8], _ reading: XMLReading) throws(UnreadableBody) -> [UInt8] {
        do throws(XMLDefect) {
            return try reading.json(body)
        } catch {
            let reason: FailureReason = error == .tooLarge ? .tooLarge : .badResponse
            throw UnreadableBody(reason, "the body can't be read as XML: \(error.words)")
        }
    }

    /// Whether a response with that status may have an empty body.
    ///
    /// A call that asks for something gets it with 200. A call that changes something may get any 2xx, which says no more than that
    /// it is done.
    private func mayBeEmpty(_ status: Int) -> Bool {
        if plan.method == .head || !plan.method.isSafe && (200...299).contains(status) { return true }
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

extension FormText.Defect {
    fileprivate var words: String {
        switch self {
        case .isJSON: "it begins like JSON"
        case .tooMany: "it has more than \(FormText.mostValues) values"
        case .strayPercent: "it has a `%` without two hexadecimal digits behind it"
        case .notUTF8: "it has text that is not UTF-8"
        }
    }
}

extension XMLDefect {
    fileprivate var words: String {
        switch self {
        case .malformed(let message, let line, let column):
            line > 0 ? "\(message) (line \(line), column \(column))" : message
        case .documentType: "it has a DOCTYPE, which is never read"
        case .tooDeep: "more than \(XMLReading.mostLevels) elements are inside each other"
        case .tooLarge:
            "it has more than \(XMLReading.mostNodes) elements, attributes and pieces of text, or too many attributes in one"
        case .unavailable(let why): why
        }
    }
}
