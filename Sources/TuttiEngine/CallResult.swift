internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// How a call that was made ended, before `otherwise` and the rest of the composition have their say.
struct CallResult: Sendable {
    /// The value, or why there is none.
    enum Verdict: Sendable {
        case succeeded(JSONValue)
        case failed(FailureReason, message: String)
    }

    let verdict: Verdict
    /// The service's status, when it answered.
    var status: Int?
    /// Whether it came over an open connection.
    var connectionReused: Bool?
    /// Whether the client's request is to blame: see ``RenderingFailure/isClientsMistake``.
    var isClientsMistake = false
    /// `Retry-After` of the service, or of our own breaker and limiter.
    var retryAfter: String?

    static func failed(_ reason: FailureReason, _ message: String) -> CallResult {
        CallResult(verdict: .failed(reason, message: message))
    }
}

extension PreparedCall {
    /// Judges what came back: the accepted statuses, the body's syntax, `select`.
    ///
    /// - Parameters:
    ///   - result: what the transport returned.
    ///   - scope: the document for `$` in `select`; nil when it reads none of it.
    /// - Returns: the value, or the reason why there is none.
    func judge(_ result: UpstreamResult, scope: Scope?) -> CallResult {
        switch result {
        case .failure(let failure):
            return .failed(FailureReason(failure.reason), failure.message)
        case .response(let response):
            return CallResult(
                verdict: judge(response, scope: scope),
                status: response.status,
                connectionReused: response.connectionReused,
                retryAfter: response.fields.first { $0.name == .retryAfter }?.value)
        }
    }

    /// What the exchange says about the health of the service.
    ///
    /// - Parameters:
    ///   - result: what the transport returned.
    ///   - allowed: how much time it had.
    /// - Returns: what the breaker is told.
    func health(of result: UpstreamResult, allowed: TimeSpan) -> CircuitBreaker.CallResult {
        switch result {
        case .response(let response):
            return response.status >= 500 ? .failed : .succeeded
        case .failure(let failure):
            switch failure.reason {
            case .connect, .dns, .tls, .reset: return .failed
            case .timeout: return allowed >= conclusiveTimeout ? .failed : .ignored
            case .tooLarge: return .succeeded
            case .canceled: return .ignored
            }
        }
    }

    private func judge(_ response: UpstreamResponse, scope: Scope?) -> CallResult.Verdict {
        if let value = plan.accept.values[response.status] { return .succeeded(value) }
        guard plan.accept.ranges.contains(where: { $0.contains(response.status) }) else {
            return .failed(.status, message: "status \(response.status)")
        }
        let value: JSONValue
        do {
            value = try read(response.body)
        } catch {
            return .failed(.invalidJSON, message: error.message)
        }
        guard let select = plan.select else { return .succeeded(value) }
        do {
            return .succeeded(try select.evaluate(in: scope ?? Scope(layout: ScopeLayout(names: [])), current: value))
        } catch {
            return .failed(.expression, message: "select: \(error.message)")
        }
    }

    private func read(_ body: [UInt8]) throws(RenderingFailure) -> JSONValue {
        switch plan.bodyKind {
        case .text:
            guard let text = String(validating: body, as: UTF8.self) else {
                throw RenderingFailure("the body is not UTF-8")
            }
            return .string(text)
        case .json:
            guard !body.isEmpty else { return .null }
            do {
                return .node(try JSONDocument(parsing: body).root)
            } catch {
                let place = error.position(in: body)
                throw RenderingFailure("\(error.message) at line \(place.line), column \(place.column) of the body")
            }
        }
    }
}

extension FailureReason {
    init(_ reason: UpstreamFailure.Reason) {
        self =
            switch reason {
            case .timeout: .timeout
            case .connect: .connect
            case .dns: .dns
            case .tls: .tls
            case .reset: .reset
            case .tooLarge: .tooLarge
            case .canceled: .canceled
            }
    }
}
