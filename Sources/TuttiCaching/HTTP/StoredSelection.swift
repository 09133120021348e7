package import HTTPTypes
package import TuttiPolicies
internal import TuttiResilience

/// What a client gets of a stored response: status, headers, and which part of the content.
package struct StoredSelection: Sendable, Equatable {
    /// The status.
    package let status: Int
    /// The headers, with `Age`; without `Content-Length`.
    package var fields: [HTTPField]
    /// Which bytes of the content; nil for none.
    package let range: Range<Int>?

    /// Evaluates the client's conditions and range against a response (RFC 9111, 4.3.2; RFC 9110, 14).
    ///
    /// - Parameters:
    ///   - stored: the response.
    ///   - request: the client's.
    ///   - length: how many bytes the content has; nil while nobody knows, and then the client gets all of it.
    ///   - now: the present, in milliseconds since 1970.
    package init(of stored: StoredHead, for request: CacheRequest, length: Int?, now: Int64) {
        var fields = stored.fields.filter { $0.name != .contentLength }
        fields.append(HTTPField(name: .age, value: String(min(stored.age(at: now) / 1_000, DeltaSeconds.most))))
        self.init(
            status: stored.status, fields: fields, validators: stored.validators, for: request, length: length, now: now
        )
    }

    /// The same for a response that passes by, and is or isn't stored.
    ///
    /// - Parameters:
    ///   - status: its status.
    ///   - fields: its headers.
    ///   - validators: its validators.
    ///   - request: the client's.
    ///   - length: how many bytes the content has; nil while nobody knows.
    ///   - now: the present, in milliseconds since 1970.
    package init(
        status: Int, fields: [HTTPField], validators: Validators, for request: CacheRequest, length: Int?, now: Int64
    ) {
        let whole = length.map { 0..<max($0, 0) } ?? 0..<Int.max
        let seconds = now / 1_000
        // Conditions are for what would be 200 without them (RFC 9110, 13.2.1).
        let selection =
            status == 200
            ? ContentSelection(
                for: request.method, validators: validators,
                conditionDate: FreshnessLifetime.date(fields, now: seconds), length: length, now: seconds,
                values: request.values) : .whole
        switch selection {
        case .whole, .failed:
            self.init(status: status, fields: fields, range: whole)
        case .part(let range):
            var fields = fields
            fields.append(
                HTTPField(name: .contentRange, value: ByteRanges.contentRange(range, of: whole.upperBound)))
            self.init(status: 206, fields: fields, range: range)
        case .notModified:
            var fields = fields
            NotModifiedHeaders.reduce(&fields)
            self.init(status: 304, fields: fields, range: nil)
        case .unsatisfiable:
            var fields = fields
            NotModifiedHeaders.reduce(&fields)
            fields.append(
                HTTPField(name: .contentRange, value: ByteRanges.unsatisfiedRange(of: whole.upperBound)))
            self.init(status: 416, fields: fields, range: nil)
        }
    }

    private init(status: Int, fields: [HTTPField], range: Range<Int>?) {
        self.status = status
        self.fields = fields
        self.range = range
    }
}
