internal import TuttiJSON

/// A problem response, `application/problem+json` (RFC 9457).
package struct ProblemDetails: Sendable {
    /// The HTTP status, also the member `status`.
    package var status: Int
    /// A short summary of the kind of problem, the same each time.
    package var title: String
    /// What happened this time and what to do, for people.
    package var detail: String
    /// The member `reason`: why a route failed; nil for other problems.
    package var reason: String?
    /// The member `errors`: one entry per call that failed.
    package var errors: [CallError]
    /// The member `violated-policies`: the limits that refused the request; with some, the problem is of the type `quota-exceeded`
    /// (draft-ietf-httpapi-ratelimit-headers-11, 5.1).
    package var violatedPolicies: [String] = []
    /// The members `undone` and `undo_failed`: the calls that were, or could not be, taken back.
    package var undos: [(call: String, end: UndoEnd)] = []

    /// What is wrong with the client's request: the entries of `errors` where no call has failed.
    package var faults: [RequestFault] = []

    /// An entry of `errors` for a part of the client's request.
    package struct RequestFault: Sendable {
        private let members: [(name: String, value: JSONValue)]

        /// A fault of the body, at the place of a JSON Pointer (RFC 6901).
        package init(pointer: String, detail: String) {
            members = [("in", .string("body")), ("pointer", .string(pointer)), ("detail", .string(detail))]
        }

        /// A fault of a parameter: `in` is `path`, `query` or `header`.
        package init(in place: String, name: String, detail: String) {
            members = [("in", .string(place)), ("name", .string(name)), ("detail", .string(detail))]
        }

        fileprivate var json: JSONValue { .object(JSONObject(distinct: members)) }
    }

    /// One entry of `errors`.
    package struct CallError: Sendable {
        /// The call's name.
        package var call: String
        /// Why it failed.
        package var reason: String
        /// The status of the service's response, when there was one.
        package var status: Int?
        /// JSON Pointer (RFC 6901) of the first member of the response that shows the call.
        package var pointer: String?
        /// What happened, in plain words.
        package var detail: String?

        /// An entry made of its parts.
        package init(call: String, reason: String, status: Int? = nil, pointer: String? = nil, detail: String? = nil) {
            self.call = call
            self.reason = reason
            self.status = status
            self.pointer = pointer
            self.detail = detail
        }
    }

    /// A problem made of its parts.
    package init(status: Int, title: String, detail: String, errors: [CallError] = []) {
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = errors
    }

    private static let quotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded"

    /// The value of `Content-Type`.
    package static let contentType = "application/problem+json"

    /// The body as JSON; `requestID` becomes the member `request-id`, by which the line of the access log is found.
    package func body(requestID: String) -> [UInt8] {
        var members: [(name: String, value: JSONValue)] = [
            ("title", .string(title)), ("status", .number(JSONNumber(status))), ("detail", .string(detail)),
            ("request-id", .string(requestID)),
        ]
        if !violatedPolicies.isEmpty {
            members.insert(("type", .string(Self.quotaExceeded)), at: 0)
            members.append(("violated-policies", .array(violatedPolicies.map { .string($0) })))
        }
        if let reason { members.append(("reason", .string(reason))) }
        if !errors.isEmpty || !faults.isEmpty {
            members.append(("errors", .array(errors.map(\.json) + faults.map(\.json))))
        }
        for end in UndoEnd.allCases where undos.contains(where: { $0.end == end }) {
            members.append((end.rawValue, .array(undos.filter { $0.end == end }.map { .string($0.call) })))
        }
        var writer = JSONWriter(reserving: 256)
        writer.write(.object(JSONObject(members)))
        return writer.bytes
    }
}

extension ProblemDetails.CallError {
    fileprivate var json: JSONValue {
        var members: [(name: String, value: JSONValue)] = [("call", .string(call)), ("reason", .string(reason))]
        if let status { members.append(("status", .number(JSONNumber(status)))) }
        if let pointer { members.append(("pointer", .string(pointer))) }
        if let detail { members.append(("detail", .string(detail))) }
        return .object(JSONObject(members))
    }
}
