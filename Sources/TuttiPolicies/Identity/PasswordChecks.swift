internal import Synchronization
internal import TuttiCrypto

/// Checks passwords beside the threads that serve clients: two at a time, with a queue of its own.
///
/// A good one is remembered for five minutes by a keyed hash of it, its user and the hash in the file: so it is forgotten as soon as the file
/// has another hash, and a reload that changes nothing forgets none. What is refused is not remembered.
package final class PasswordChecks: Sendable {
    /// Those of this process: two at a time, whatever was reloaded.
    package static let shared = PasswordChecks()

    /// What a check says.
    package enum Outcome: Sendable, Equatable {
        case good
        case bad
        /// Too many wait already, or no thread could be made.
        case unchecked
    }

    private struct Check: Sendable {
        let key: SHA256Digest
        let password: [UInt8]
        let hash: PasswordHash
    }

    private struct State: Sendable {
        var queue: [Check] = []
        /// Who waits for a check that is queued or under way: the same one is made once.
        var waiting: [SHA256Digest: [@Sendable (Outcome) -> Void]] = [:]
        var waitingCount = 0
        var running = 0
    }

    private let state = Mutex(State())
    private let known = VerifiedTokens<Bool>(byteCapacity: 4 << 20)
    private let secret = randomBytes(32)
    private let atOnce: Int
    private let mostWaiting: Int

    /// Checks of which so many are made at a time, and for which so many requests may wait.
    package init(atOnce: Int = 2, mostWaiting: Int = 64) {
        self.atOnce = atOnce
        self.mostWaiting = mostWaiting
    }

    /// By what a password of a user is remembered with that hash.
    func key(user: [UInt8], password: [UInt8], hash: PasswordHash, crypto: Crypto) -> SHA256Digest {
        // A user's name has no 0, and a hash one length.
        let (message, secret) = (Array(hash.text.utf8) + user + [0] + password, secret)
        let code = crypto.authenticationCode(of: message.span, secret: secret.span, with: .sha256)
        var bytes = SHA256Digest.Bytes(repeating: 0)
        for place in bytes.indices where code.indices.contains(place) { bytes[place] = code[place] }
        return SHA256Digest(bytes)
    }

    /// Whether a password was found good lately, in seconds since 1970.
    func isKnown(_ key: SHA256Digest, at now: Int) -> Bool { known.value(of: key, at: now) ?? false }

    /// Checks a password, and says on another thread what came of it; or at once, where it can't be.
    func check(
        _ password: [UInt8], _ hash: PasswordHash, key: SHA256Digest, at now: Int, with passwords: Passwords,
        _ done: @escaping @Sendable (Outcome) -> Void
    ) {
        let begins = state.withLock { state -> Bool? in
            guard state.waitingCount < mostWaiting else { return nil }
            state.waitingCount += 1
            state.waiting[key, default: []].append(done)
            guard state.waiting[key]?.count == 1 else { return false }
            state.queue.append(Check(key: key, password: password, hash: hash))
            guard state.running < atOnce else { return false }
            state.running += 1
            return true
        }
        guard let begins else { return done(.unchecked) }
        guard begins, !runAside({ self.work(passwords, now: now) }) else { return }
        // Without a thread, nobody would come for what is queued, unless another one runs.
        let given = state.withLock { state -> [@Sendable (Outcome) -> Void] in
            state.running -= 1
            guard state.running == 0 else { return [] }
            defer { state = State() }
            return state.waiting.values.flatMap { $0 }
        }
        for done in given { done(.unchecked) }
    }

    /// Makes all checks that are queued, in their order.
    private func work(_ passwords: Passwords, now: Int) {
        while let check = next() {
            let isGood = passwords.matches(check.password, check.hash)
            if isGood { known.remember(true, byteCount: 0, of: check.key, until: .max, at: now) }
            let waiting = state.withLock { state -> [@Sendable (Outcome) -> Void] in
                let waiting = state.waiting.removeValue(forKey: check.key) ?? []
                state.waitingCount -= waiting.count
                return waiting
            }
            for done in waiting { done(isGood ? .good : .bad) }
        }
    }

    private func next() -> Check? {
        state.withLock { state in
            guard !state.queue.isEmpty else {
                state.running -= 1
                return nil
            }
            return state.queue.removeFirst()
        }
    }
}
