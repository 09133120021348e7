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
        /// When it was asked for, in seconds since 1970.
        let time: Int
    }

    private struct Waiter: Sendable {
        let id: Int
        /// Whose request it is; nil where that isn't known.
        let address: IPAddress?
        let done: @Sendable (Outcome) -> Void
    }

    private struct State: Sendable {
        var queue: [Check] = []
        /// Who waits for a check that is queued or under way: the same one is made once.
        var waiting: [SHA256Digest: [Waiter]] = [:]
        var waitingCount = 0
        /// How many wait of each address.
        var addresses: [IPAddress: Int] = [:]
        var lastID = 0
        var running = 0

        /// No longer counts who has waited.
        mutating func left(_ waiter: Waiter) {
            waitingCount -= 1
            guard let address = waiter.address else { return }
            let count = (addresses[address] ?? 1) - 1
            addresses[address] = count > 0 ? count : nil
        }
    }

    /// How many requests of one address may wait, so that nobody alone keeps all others waiting.
    private static let mostOfAddress = 4

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
    ///
    /// - Returns: what gives up, when nobody waits any more.
    func check(
        _ password: [UInt8], _ hash: PasswordHash, key: SHA256Digest, of address: IPAddress?, at now: Int,
        with passwords: Passwords, _ done: @escaping @Sendable (Outcome) -> Void
    ) -> @Sendable () -> Void {
        let address = address?.holder
        let begun = state.withLock { state -> (id: Int, needsThread: Bool)? in
            guard state.waitingCount < mostWaiting else { return nil }
            if let address {
                guard state.addresses[address, default: 0] < Self.mostOfAddress else { return nil }
                state.addresses[address, default: 0] += 1
            }
            state.lastID += 1
            state.waitingCount += 1
            state.waiting[key, default: []].append(Waiter(id: state.lastID, address: address, done: done))
            guard state.waiting[key]?.count == 1 else { return (state.lastID, false) }
            state.queue.append(Check(key: key, password: password, hash: hash, time: now))
            guard state.running < atOnce else { return (state.lastID, false) }
            state.running += 1
            return (state.lastID, true)
        }
        guard let begun else {
            done(.unchecked)
            return {}
        }
        if begun.needsThread, !runAside({ self.work(passwords) }) { threadIsMissing() }
        return { self.giveUp(begun.id, key) }
    }

    /// Without a thread, nobody would come for what is queued, unless another one runs.
    private func threadIsMissing() {
        let given = state.withLock { state -> [Waiter] in
            state.running -= 1
            guard state.running == 0 else { return [] }
            let given = state.waiting.values.flatMap { $0 }
            let lastID = state.lastID
            state = State()
            state.lastID = lastID
            return given
        }
        for waiter in given { waiter.done(.unchecked) }
    }

    /// Nobody waits there any more; a check for which nobody does isn't made.
    private func giveUp(_ id: Int, _ key: SHA256Digest) {
        state.withLock { state in
            guard let place = state.waiting[key]?.firstIndex(where: { $0.id == id }),
                let waiter = state.waiting[key]?.remove(at: place)
            else { return }
            state.left(waiter)
            guard state.waiting[key]?.isEmpty == true else { return }
            state.waiting[key] = nil
            state.queue.removeAll { $0.key == key }
        }
    }

    /// Makes all checks that are queued, in their order.
    private func work(_ passwords: Passwords) {
        while let check = next() {
            let isGood = passwords.matches(check.password, check.hash)
            if isGood { known.remember(true, byteCount: 0, of: check.key, until: .max, at: check.time) }
            let waiting = state.withLock { state -> [Waiter] in
                let waiting = state.waiting.removeValue(forKey: check.key) ?? []
                for waiter in waiting { state.left(waiter) }
                return waiting
            }
            for waiter in waiting { waiter.done(isGood ? .good : .bad) }
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
