internal import Logging
internal import Synchronization
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// Asks a server about tokens by HTTP (RFC 7662, 2.1).
///
/// When it has failed five times in a row, nobody asks it for a second: then all of its clients need not wait for what won't come.
final class IssuerIntrospector: TokenIntrospector {
    private static let patience = 5
    private static let pause = TimeSpan.seconds(1)

    /// What came of asking.
    let record: IssuerRecord

    private let endpoint: IssuerEndpoint
    private let pausedUntil = Mutex(MonotonicTime.zero)

    /// One that asks there.
    init(_ endpoint: IssuerEndpoint, record: IssuerRecord) {
        self.endpoint = endpoint
        self.record = record
    }

    var secondsSince1970: Int { SystemClock.secondsSince1970 }

    func ask(_ token: Secret, _ done: @escaping @Sendable (IntrospectionResponse?) -> Void) {
        Task { [self] in
            // Not at once: each end may begin the next question.
            guard endpoint.transport.now >= pausedUntil.withLock({ $0 }) else { return done(nil) }
            var form = RequestForm()
            form.append("token", token)
            form.append("token_type_hint", "access_token")
            do throws(IssuerFailure) {
                let response = try await endpoint.post(form)
                guard let response = IntrospectionResponse(response.body) else {
                    throw IssuerFailure(message: "what \(endpoint.address) sends doesn't say whether a token is active")
                }
                record.succeeded()
                done(response)
            } catch {
                record.failed(error, isAway: error.isAway)
                if record.failuresInARow >= Self.patience {
                    let end = endpoint.transport.now + Self.pause
                    pausedUntil.withLock { $0 = end }
                }
                done(nil)
            }
        }
    }
}
