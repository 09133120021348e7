internal import TuttiPlan
internal import TuttiResilience

/// The token that a request shows: it waits for one before it asks for a permit, and has one renewed that the service refuses.
extension ForwardedCall {
    /// The token that it shows.
    var token: HeldToken? {
        if case .token(let token)? = request.shown { token } else { nil }
    }

    /// Waits until the token is there: who waits for one holds no permit.
    func authorize(now: MonotonicTime) -> Action {
        guard let token else { return acquire(now: now) }
        return authorize(with: token, now: now)
    }

    func authorize(with token: HeldToken, now: MonotonicTime) -> Action {
        while true {
            switch token.standing() {
            case .ready: return acquire(now: now)
            case .failed(let why): return end(with: ForwardingFailure(.credentials, why), now: now)
            case .awaited:
                stage = .authorizing
                switch wait(for: token) {
                case .over: continue
                case .began: return .wait(until: deadline)
                case .refused: return end(with: ForwardingFailure(.credentials, HeldToken.crowded), now: now)
                }
            }
        }
    }

    func wait(for token: HeldToken) -> HeldToken.Waiting {
        let waiting = token.whenSettled(onPermit)
        if case .began(let number) = waiting { tokenWait = number }
        return waiting
    }

    /// The service has taken the token for none: has it replaced, and waits for that, once; nil where the request isn't sent again.
    func renew(mayRepeat: Bool, now: MonotonicTime) -> Action? {
        guard let token, tokenNumber != 0, token.refused(tokenNumber), mayRepeat, !hasRenewed, now < deadline else {
            return nil
        }
        hasRenewed = true
        stage = .renewing(tokenNumber)
        if case .began = wait(for: token) { return .pause(until: deadline) }
        return .pause(until: now)
    }

    func renewed(_ number: Int, now: MonotonicTime) -> Action {
        guard now < deadline, token?.sent?.number != number else {
            return end(
                with: ForwardingFailure(.credentials, "status 401 to its token", answered: 401), now: now)
        }
        return acquire(now: now)
    }
}
