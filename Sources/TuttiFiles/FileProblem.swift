internal import HTTPTypes
package import TuttiEngine

/// Why a client gets no file.
package enum FileProblem {
    static let notFound = ProblemDetails(status: 404, title: "Not found", detail: "There is no file at this path.")
    static let forbidden = ProblemDetails(
        status: 403, title: "Forbidden", detail: "The gateway may not read this file.")
    static let unreadable = ProblemDetails(
        status: 500, title: "A file can't be read", detail: "The gateway can't read this file.")
    static let preconditionFailed = ProblemDetails(
        status: 412, title: "Precondition failed", detail: "The file is not as the conditions of the request want it.")
    /// Another file can't be opened now.
    static let exhausted = ProblemDetails(
        status: 503, title: "Too many open files", detail: "The gateway can't open another file now.")
    /// It was changed while it was read.
    package static let changing = ProblemDetails(
        status: 503, title: "The file is being changed", detail: "The file was changed while it was read.")

    static func unsatisfiable(length: Int) -> ProblemDetails {
        ProblemDetails(
            status: 416, title: "Range not satisfiable",
            detail: "The file has \(length) bytes, none of them in the range.")
    }

    /// The response that says so; of a state that will soon be another one, with `Retry-After`.
    package static func response(_ details: ProblemDetails, requestID: String) -> ComposedResponse {
        var response = ComposedResponse(details, requestID: requestID)
        if details.status == 503 { response.headers.append(HTTPField(name: .retryAfter, value: "1")) }
        return response
    }
}
