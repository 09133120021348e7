internal import HTTPTypes
internal import TuttiCrypto
package import TuttiJSON

/// Keys that clients send as they are: `api-keys`.
///
/// The gateway has the SHA-256 of each key and no key, so whoever reads its files can't use them. A fast hash is enough: a key has 128
/// random bits, which nobody guesses (OWASP ASVS 5.0, 11.4.2 and 6.5.3).
package final class APIKeys: Authenticator {
    /// Who has keys.
    package struct Consumer: Sendable, Equatable {
        /// Its name, `sub` of the claims.
        package let name: String
        /// `claims` of expressions: an object.
        package let claims: JSONValue

        /// A consumer with what the file says of it.
        package init(name: String, claims: JSONValue) {
            self.name = name
            self.claims = claims
        }
    }

    /// A longer key is none.
    package static let longestKey = 512

    package let name: String
    package let challenge: String
    /// Where clients send their keys.
    package let places: [CredentialPlace]
    /// How many keys there are.
    package var count: Int { keys.count }

    private let identities: [Identity]
    private let keys: [APIKey]
    /// The index of each key by the first bits of its hash.
    private let indices: [UInt64: Int]
    /// What a key is compared with that is in no table.
    private let nobody = APIKey(hash: SHA256Digest(SHA256Digest.Bytes(repeating: 0)), consumer: -1, expires: nil)

    /// Keys of consumers; of two with the same hash, the first counts.
    package init(name: String, places: [CredentialPlace], consumers: [Consumer], keys: [APIKey]) {
        self.name = name
        self.places = places
        self.keys = keys
        identities = consumers.map { Identity(way: name, subject: $0.name, claims: $0.claims) }
        indices = Dictionary(keys.enumerated().map { ($0.element.hash.place, $0.offset) }) { first, _ in first }
        // No scheme is registered for keys; this one says where they are expected (RFC 9110, 11.6.1, wants a challenge).
        var challenge = ""
        for place in places {
            let (kind, name) =
                switch place {
                case .header(let name): ("header", name.canonicalName)
                case .query(let name): ("query", name)
                case .cookie(let name): ("cookie", name)
                }
            if !challenge.isEmpty { challenge += ", " }
            challenge += "ApiKey in=\"\(kind)\", name=\"\(name)\""
        }
        self.challenge = challenge
    }

    package func authenticate(_ request: AuthenticationRequest) -> Authentication {
        var sent: [String] = []
        for place in places { sent += place.values(in: request) }
        guard let key = sent.first else { return .absent }
        guard sent.count == 1 else { return .refused(AuthenticationRefusal(reason: "several_keys")) }
        guard key.utf8.count <= Self.longestKey else { return .refused(AuthenticationRefusal(reason: "unknown_key")) }
        guard let crypto = try? Crypto.load() else {
            return .refused(AuthenticationRefusal(status: 503, reason: "no_libcrypto"))
        }
        // One hash, one look-up and one comparison, whether the key is known or not.
        let hash = crypto.sha256(key.utf8.span)
        let found = indices[hash.place].map { keys[$0] } ?? nobody
        guard found.hash.isEqualInConstantTime(to: hash), identities.indices.contains(found.consumer) else {
            return .refused(AuthenticationRefusal(reason: "unknown_key"))
        }
        if let expires = found.expires, request.secondsSince1970 >= expires {
            return .refused(AuthenticationRefusal(reason: "expired_key"))
        }
        return .identity(identities[found.consumer])
    }
}
