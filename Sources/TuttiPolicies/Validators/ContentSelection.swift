package import HTTPTypes

/// What a client gets of a content that is here as a whole: of a file, or of a stored response.
package enum ContentSelection: Sendable, Equatable {
    /// All of it.
    case whole
    /// 206: these bytes of it, and not none.
    case part(Range<Int>)
    /// 304: the client has it.
    case notModified
    /// 412: it is not what the client has in mind.
    case failed
    /// 416: nothing that was asked for is in it.
    case unsatisfiable

    /// Evaluates the conditions of a request, and then its range (RFC 9110, 13.2.2).
    ///
    /// A client that asks for several parts gets the whole: nothing that browsers load does (14.2).
    ///
    /// - Parameters:
    ///   - method: the request's; only for GET a range is defined.
    ///   - validators: those of the content.
    ///   - conditionDate: what `If-Modified-Since` is compared with where the content has no `Last-Modified`, in seconds since 1970.
    ///   - length: how many bytes the content has; nil where nobody knows yet.
    ///   - now: the present, in seconds since 1970.
    ///   - values: the values of all headers of the request with this name, which is in lower case.
    package init(
        for method: HTTPRequest.Method, validators: Validators, conditionDate: Int64? = nil, length: Int?, now: Int64,
        values: (_ name: String) -> [String]
    ) {
        var compared = validators
        compared.lastModified = compared.lastModified ?? conditionDate
        switch Preconditions(method: method == .head ? .head : .get, values: values)?.outcome(for: compared) {
        case nil, .proceed?: break
        case .notModified?:
            self = .notModified
            return
        case .failed?:
            self = .failed
            return
        }
        let ranges = method == .head ? [] : values("range")
        guard !ranges.isEmpty, let length, RangeCondition.holds(values("if-range"), for: validators, now: now) else {
            self = .whole
            return
        }
        switch ByteRanges(ranges, length: length) {
        case .parts(let parts) where parts.count == 1: self = .part(parts[0])
        case .unsatisfiable: self = .unsatisfiable
        case .whole, .parts: self = .whole
        }
    }
}
