package import TuttiResilience

/// The request that takes a call back when the client's request fails as a whole.
///
/// A class, so that calls without one are no larger for it.
package final class UndoPlan: Sendable, Equatable {
    /// The request: a call to the same service, which no deadline of the endpoint cuts short.
    package let request: CallPlan
    /// When it is made again; its budget is its time alone.
    package let retry: RetryPolicy
    /// Whether it can't do without the result of the call, so that it can't be made where nobody knows what became of the call.
    package let needsResult: Bool

    /// The names of the values of `let` that it reads.
    package let lets: Set<String>

    /// An undo made of its parts.
    package init(request: CallPlan, retry: RetryPolicy, needsResult: Bool, lets: Set<String> = []) {
        self.request = request
        self.retry = retry
        self.needsResult = needsResult
        self.lets = lets
    }

    package static func == (left: UndoPlan, right: UndoPlan) -> Bool {
        left.request == right.request && left.retry == right.retry && left.needsResult == right.needsResult
            && left.lets == right.lets
    }

    /// How long it may take if the file doesn't say, with all attempts.
    package static let standardTimeout = TimeSpan.seconds(10)

    /// Up to five attempts, after everything that may be mended by another one.
    package static let standardRetry = RetryPolicy(
        attempts: 5, reasons: [.connect, .dns, .tls, .reset, .badResponse, .timeout],
        statuses: [408...408, 425...425, 429...429, 500...599], backoff: Backoff(base: .milliseconds(100)),
        attemptTimeout: .seconds(2))

    /// What is as good as undone: success, and that there is nothing to undo.
    package static let standardAccept = StatusPolicy(ranges: [200...299, 404...404, 410...410], values: [:])

    /// What the undo of a call is called, in logs and tests; no call has such a name.
    package static func name(ofCall call: String) -> String { call + ".undo" }
}
