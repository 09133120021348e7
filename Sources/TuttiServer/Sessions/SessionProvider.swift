internal import Logging
internal import Synchronization
internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// The issuer at which browsers log in: what the gateway itself asks it, and what it remembers of sessions, from one load of the files to
/// the next.
final class SessionProvider: Sendable {
    /// How long the issuer's description holds.
    private static let descriptionTime = TimeSpan.seconds(3600)
    /// How long the last one goes on to hold when there is no new one.
    private static let descriptionPause = TimeSpan.seconds(60)
    /// How many log-ins may wait for the issuer at a time.
    private static let mostUnderWay = 256

    private struct Description {
        let task: Task<Result<ProviderDescription, IssuerFailure>, Never>
        let until: MonotonicTime
        /// The last one that has come.
        let last: ProviderDescription?
    }

    private let way: SessionWay
    private let keys: any TokenKeySource
    private let transport: any UpstreamRuntime
    private let log: Logger
    private let described = Mutex<Description?>(nil)
    private let underWay = Atomic(0)
    private let lastFailure = Mutex("")
    /// What is remembered of sessions.
    let memory: SessionMemory

    /// The issuer of a way, whose tokens are verified with these keys; what is remembered of its sessions goes on.
    init(
        _ way: SessionWay, keys: any TokenKeySource, memory: SessionMemory, transport: any UpstreamRuntime, log: Logger
    ) {
        self.memory = memory
        self.way = way
        self.keys = keys
        self.transport = transport
        self.log = log
    }

    /// Whether it is the issuer of a way in another load of the files.
    func serves(_ other: SessionWay) -> Bool {
        way.settings.callbackAddress == other.settings.callbackAddress && way.settings.client == other.settings.client
            && way.tokens.settings.rules == other.tokens.settings.rules
    }

    /// What the issuer says of itself, asked for at most once an hour.
    func description() async throws(IssuerFailure) -> ProviderDescription {
        let now = transport.now
        let held = described.withLock { held in
            if let held, now < held.until { return held }
            let new = Description(task: fetch(), until: now + Self.descriptionTime, last: held?.last)
            held = new
            return new
        }
        let result = await held.task.value
        var last = held.last
        var until = transport.now + Self.descriptionPause
        switch result {
        case .success(let description) where description == last: return description
        case .success(let description): (last, until) = (description, held.until)
        case .failure(let failure): report(failure)
        }
        described.withLock { present in
            guard present?.until == held.until else { return }
            present = last.map { last in Description(task: Task { .success(last) }, until: until, last: last) }
        }
        if let last { return last }
        return try result.get()
    }

    private func fetch() -> Task<Result<ProviderDescription, IssuerFailure>, Never> {
        let (address, issuer, transport) = (way.description, way.tokens.settings.rules.issuer, transport)
        return Task {
            do throws(IssuerFailure) {
                let response = try await IssuerEndpoint(address, transport: transport).get()
                return .success(try ProviderDescription(response.body, of: issuer, at: address))
            } catch {
                return .failure(error)
            }
        }
    }

    /// Runs something that asks the issuer, or says that there is too much of it.
    func begin(_ work: @escaping @Sendable () async -> Void) -> Bool {
        guard underWay.add(1, ordering: .relaxed).newValue <= Self.mostUnderWay else {
            underWay.subtract(1, ordering: .relaxed)
            return false
        }
        Task {
            await work()
            underWay.subtract(1, ordering: .relaxed)
        }
        return true
    }

    /// The session of a log-in whose code has come (OpenID Connect Core 1.0, 3.1.3); once, unless the issuer is away.
    func session(code: String, of logIn: LogIn, at now: Int) async throws(IssuerFailure) -> Session {
        guard memory.table.withLock({ $0.use(logIn) }) else {
            throw IssuerFailure(message: "a log-in has come to its end twice", code: "replayed")
        }
        do throws(IssuerFailure) {
            return try await redeemed(code, of: logIn, at: now)
        } catch {
            if error.code == nil { memory.table.withLock { $0.giveBack(logIn) } }
            throw error
        }
    }

    private func redeemed(_ code: String, of logIn: LogIn, at now: Int) async throws(IssuerFailure) -> Session {
        var form = RequestForm()
        form.append("grant_type", "authorization_code")
        form.append("code", Secret(code))
        form.append("redirect_uri", way.settings.callbackAddress)
        form.append("code_verifier", Secret(logIn.verifier))
        let tokens = try await tokens(form)
        guard let idToken = tokens.idToken else { throw IssuerFailure(message: "the issuer has sent no id_token") }
        _ = try await verified(idToken, tokens, nonce: logIn.nonce, at: now)
        return Session(tokens, idToken: idToken, at: now)
    }

    private func tokens(_ form: RequestForm) async throws(IssuerFailure) -> TokenResponse {
        let endpoint = IssuerEndpoint(try await description().token, client: way.settings.client, transport: transport)
        let tokens = try await endpoint.token(form)
        guard tokens.type == "bearer" else {
            throw IssuerFailure(message: "the issuer has sent a token that is no Bearer token")
        }
        return tokens
    }

    /// What an ID token says, once the keys are there.
    private func verified(
        _ idToken: Secret, _ tokens: TokenResponse, nonce: String?, at now: Int
    ) async throws(IssuerFailure) -> TokenClaims {
        do throws(TokenDefect) {
            return try claims(idToken, tokens, nonce: nonce, at: now)
        } catch .unknownKey where keys.mayRenew {
            await withCheckedContinuation { continuation in
                if !keys.renew({ continuation.resume() }) { continuation.resume() }
            }
        } catch .unknownKey where keys.keys == nil {
            throw IssuerFailure(message: "the keys of the issuer aren't there yet")
        } catch {
            throw Self.failure(error)
        }
        guard keys.keys != nil else { throw IssuerFailure(message: "the keys of the issuer can't be had") }
        do throws(TokenDefect) {
            return try claims(idToken, tokens, nonce: nonce, at: now)
        } catch {
            throw Self.failure(error)
        }
    }

    private static func failure(_ defect: TokenDefect) -> IssuerFailure {
        IssuerFailure(message: "the issuer's id_token is not accepted: \(defect.rawValue)", code: "id_token")
    }

    private func claims(
        _ idToken: Secret, _ tokens: TokenResponse, nonce: String?, at now: Int
    ) throws(TokenDefect) -> TokenClaims {
        guard let keys = keys.keys, let crypto = try? Crypto.load() else { throw .unknownKey }
        return try IDToken(
            idToken, verifier: TokenVerifier(way.tokens.settings.rules), keys: keys, nonce: nonce,
            accessToken: tokens.accessToken, crypto: crypto, at: now
        ).claims
    }
}

extension SessionProvider {
    /// A cookie of a session was shown that wasn't known; false for one that was ended here.
    func shown(_ session: Session, at now: Int) -> Bool { memory.table.withLock { $0.shown(session, at: now) } }

    /// Whether a browser may be given this cookie of a session still: it was not ended, and no newer one was made.
    func isCurrent(_ session: Session) -> Bool { memory.table.withLock { $0.isCurrent(session) } }

    /// Has the issuer take back what a session's tokens are renewed by (RFC 7009, 2.1), where it has a place for that; nobody waits.
    func revoke(_ session: Session, _ description: ProviderDescription) {
        guard let address = description.revocation, let token = session.refreshToken else { return }
        let endpoint = IssuerEndpoint(address, client: way.settings.client, transport: transport)
        _ = begin { [self] in
            var form = RequestForm()
            form.append("token", token)
            form.append("token_type_hint", "refresh_token")
            do throws(IssuerFailure) {
                _ = try await endpoint.post(form)
            } catch {
                report(error)
            }
        }
    }

    /// Has a session renewed, once however many requests ask for it; `done` is called once, on any thread.
    func renew(_ session: Session, at now: Int, _ done: @escaping SessionMemory.Waiter) {
        switch memory.table.withLock({ $0.ask(session, at: now, waiter: done) }) {
        case .wait: break
        case .renewed(let next): done(.success(next))
        case .over: done(.success(nil))
        case .later: done(.failure(IssuerFailure(message: "the issuer was away a moment ago")))
        case .begin:
            Task {
                let outcome: Result<Session?, IssuerFailure>
                do throws(IssuerFailure) {
                    outcome = .success(try await next(session, at: now))
                } catch {
                    report(error)
                    outcome = .failure(error)
                }
                // Somebody may have logged out meanwhile.
                let result = memory.table.withLock({ $0.isEnded(session) }) ? .success(nil) : outcome
                let ended = SystemClock.secondsSince1970
                for waiter in memory.table.withLock({ $0.finished(session, with: result, at: ended) }) {
                    waiter(result)
                }
            }
        }
    }

    /// The session with new tokens (RFC 6749, 6); nil where the issuer has ended it.
    private func next(_ session: Session, at now: Int) async throws(IssuerFailure) -> Session? {
        guard let refreshToken = session.refreshToken else { return nil }
        var form = RequestForm()
        form.append("grant_type", "refresh_token")
        form.append("refresh_token", refreshToken)
        let tokens: TokenResponse
        do throws(IssuerFailure) {
            tokens = try await self.tokens(form)
        } catch {
            if error.code == "invalid_grant" { return nil }
            throw error
        }
        if let idToken = tokens.idToken {
            // It is of the same log-in (OpenID Connect Core 1.0, 12.2).
            let new = try await verified(idToken, tokens, nonce: nil, at: now)
            let former = session.claims
            guard let subject = former?.member("sub")?.string,
                new.subject.map({ $0.utf8.elementsEqual(subject.utf8) }) == true
            else { throw IssuerFailure(message: "the issuer has renewed a session with the id_token of somebody else") }
            if let nonce = new.root.member("nonce")?.string, nonce != former?.member("nonce")?.string {
                throw IssuerFailure(message: "the issuer has renewed a session with another log-in's id_token")
            }
        }
        return session.renewed(tokens, at: now)
    }

    /// Says in the log what the issuer has not done; the same thing once, until something else happens.
    func report(_ failure: IssuerFailure) {
        let isNew = lastFailure.withLock { last in
            defer { last = failure.message }
            return last != failure.message
        }
        if isNew { log.warning("issuer \(way.tokens.settings.rules.issuer): \(failure.message)") }
    }
}
