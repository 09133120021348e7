internal import TuttiPlan

extension PreparedEndpoint {
    /// A parameter of the client's query that is not UTF-8, although an expression reads it as text.
    struct UnreadableParameter: Error {
        /// The parameter's name, percent-encoded where it has to be.
        let name: String
    }

    /// Whether values of the client's query hold bytes that are not UTF-8.
    ///
    /// - Throws: ``UnreadableParameter`` when an expression reads such a value as text.
    func hasRawQuery(_ request: ClientRequest) throws(UnreadableParameter) -> Bool {
        guard !reads.isDisjoint(with: [.query, .queryAll]), request.query.mayHoldRawBytes else { return false }
        var isRaw = false
        for pair in request.query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let name = PercentDecoding.formText(pair[..<equals])
            let value = PercentDecoding.formText(pair[equals...].dropFirst())
            guard RawBytes.isIn(name) || RawBytes.isIn(value) else { continue }
            isRaw = true
            if plan.textOfQuery.isOpen || plan.textOfQuery.contains(name) {
                throw UnreadableParameter(name: RawBytes.encoded(name))
            }
        }
        return isRaw
    }
}

extension String {
    /// Whether a byte of a query is beyond ASCII, encoded or not; only such a query can hold bytes that are not UTF-8.
    fileprivate var mayHoldRawBytes: Bool {
        // A span: a string's own iterator takes four times the instructions, and this looks at the query of each request.
        let bytes = utf8.span
        var isEscape = false
        for index in bytes.indices {
            let byte = bytes[index]
            if byte >= 0x80 || isEscape && byte >= UInt8(ascii: "8") { return true }
            isEscape = byte == UInt8(ascii: "%")
        }
        return false
    }
}
