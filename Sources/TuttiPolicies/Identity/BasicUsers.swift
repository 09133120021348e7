internal import HTTPTypes
package import TuttiCrypto
package import TuttiJSON

/// Users with passwords, which clients send with each request: `basic` (RFC 7617).
///
/// The gateway has a hash of bcrypt of each password, which takes long to compute on purpose. So it is computed aside (``PasswordChecks``),
/// also for a user that there is none of: how long an answer takes doesn't tell which there are (CWE-208).
package final class BasicUsers: Authenticator {
    /// One of the users.
    package struct User: Sendable, Equatable {
        /// The name, `sub` of the claims.
        package let name: String
        /// The hash of the password.
        package let hash: PasswordHash
        /// `claims` of expressions: an object.
        package let claims: JSONValue

        /// A user with what the file says of it.
        package init(name: String, hash: PasswordHash, claims: JSONValue) {
            self.name = name
            self.hash = hash
            self.claims = claims
        }
    }

    /// A longer name is none, in bytes.
    package static let longestName = 256

    package let name: String
    package let challenge: String
    /// Where clients send a name and a password.
    package let places = [CredentialPlace.header(.authorization)]
    /// How many users there are.
    package var count: Int { users.count }

    private let users: [[UInt8]: (hash: PasswordHash, identity: Identity)]
    /// What the passwords of unknown users are compared with: one for each user, of the same cost.
    private let nobodies: [PasswordHash]
    private let checks: PasswordChecks

    /// The way with that name; `realm` is printable ASCII without quotes and backslashes.
    package init(name: String, realm: String, users: [User], checks: PasswordChecks = .shared) {
        self.name = name
        self.checks = checks
        challenge = "Basic realm=\"\(realm)\", charset=\"UTF-8\""
        let all = users.map { user in
            (
                key: Array(user.name.utf8),
                user: (hash: user.hash, identity: Identity(way: name, subject: user.name, claims: user.claims))
            )
        }
        self.users = Dictionary(all.map { ($0.key, $0.user) }) { first, _ in first }
        let costs = users.isEmpty ? [12] : users.map(\.hash.cost)
        nobodies = costs.compactMap { PasswordHash.dummy(cost: $0) }
    }

    /// What the password of somebody unknown is compared with, always the same for a name: it takes as long as that of some user.
    private func nobody(_ name: [UInt8]) -> PasswordHash? {
        guard !nobodies.isEmpty else { return nil }
        // Its key is the process's, and nobody's else (SipHash).
        var hasher = Hasher()
        hasher.combine(name)
        return nobodies[Int(UInt(bitPattern: hasher.finalize()) % UInt(nobodies.count))]
    }

    package func authenticate(_ request: AuthenticationRequest) -> Authentication {
        let sent = request.headers.values(named: "authorization").compactMap(BasicCredentials.credentials)
        guard let text = sent.first else { return .absent }
        guard sent.count == 1 else { return .refused(AuthenticationRefusal(status: 400, reason: "several_passwords")) }
        guard let credentials = BasicCredentials(text) else {
            return .refused(AuthenticationRefusal(reason: "malformed_basic"))
        }
        guard let crypto = try? Crypto.load() else { return Self.unchecked("no_libcrypto") }
        let found = users[credentials.user]
        guard let hash = found?.hash ?? nobody(credentials.user) else {
            return .refused(AuthenticationRefusal(reason: "unknown_user"))
        }
        let key = checks.key(user: credentials.user, password: credentials.password, hash: hash, crypto: crypto)
        let now = request.secondsSince1970
        if let found, checks.isKnown(key, at: now) { return .identity(found.identity) }
        guard let passwords = try? Passwords.load() else { return Self.unchecked("no_libcrypt") }
        return .pending { [checks] done in
            checks.check(
                credentials.password, hash, key: key, of: request.address, at: now, with: passwords
            ) { outcome in
                switch (outcome, found) {
                case (.good, let found?): done(.identity(found.identity))
                case (.good, nil), (.bad, nil): done(.refused(AuthenticationRefusal(reason: "unknown_user")))
                case (.bad, _): done(.refused(AuthenticationRefusal(reason: "wrong_password")))
                case (.unchecked, _): done(Self.unchecked("too_many_passwords"))
                }
            }
        }
    }

    private static func unchecked(_ reason: String) -> Authentication {
        .refused(AuthenticationRefusal(status: 503, reason: reason))
    }
}
