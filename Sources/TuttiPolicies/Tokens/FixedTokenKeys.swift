internal import Synchronization
package import TuttiCrypto

/// Keys from a file, made ready when the first token comes: whoever only checks files doesn't load libcrypto.
package final class FixedTokenKeys: TokenKeySource {
    package let version = 0

    private let set: JSONWebKeySet
    private let algorithms: [SignatureAlgorithm]
    private let made = Mutex<TokenKeys?>(nil)

    /// The keys of a set that can be used with one of these algorithms.
    package init(_ set: JSONWebKeySet, algorithms: [SignatureAlgorithm]) {
        self.set = set
        self.algorithms = algorithms
    }

    package var keys: TokenKeys? {
        made.withLock { made in
            if made == nil, let crypto = try? Crypto.load() {
                made = TokenKeys(set, algorithms: algorithms, crypto: crypto)
            }
            return made
        }
    }

    package var mayRenew: Bool { false }

    package func renew(_ done: @escaping @Sendable () -> Void) -> Bool { false }
}
