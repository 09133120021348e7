internal import CCrypto

/// libxcrypt's libcrypt, loaded: who has this value can check passwords.
///
/// It is part of Debian's base system. It is loaded when it is first asked for, once in a process.
package struct Passwords: Sendable {
    private static let loaded: Result<Passwords, CryptoUnavailable> =
        if let reason = ccrypto_passwords_load() {
            .failure(CryptoUnavailable(message: String(cString: reason)))
        } else {
            .success(Passwords())
        }

    private init() {}

    /// The library, loaded now if it has not been before.
    package static func load() throws(CryptoUnavailable) -> Passwords { try loaded.get() }

    /// Whether a hash is one of a password; it takes the time that its cost says, and always the same for one cost.
    ///
    /// A password has at most ``PasswordHash/longestPassword`` bytes, none of which is 0: no longer one has the hash of its beginning.
    package func matches(_ password: [UInt8], _ hash: PasswordHash) -> Bool {
        let isPassword = Self.isPassword(password)
        // What is no password takes as long as what is a wrong one.
        let found = Self.withText(isPassword ? password : []) { password in
            hash.text.withCString { ccrypto_password_matches(password, $0) }
        }
        return found && isPassword
    }

    /// A new hash of a password; nil for what is none, a cost that isn't computed, and for want of memory.
    package func hash(of password: [UInt8], cost: Int) -> PasswordHash? {
        guard Self.isPassword(password), PasswordHash.costs.contains(cost) else { return nil }
        let random = randomBytes(16)
        var text = [CChar](repeating: 0, count: 61)
        let isMade = Self.withText(password) { password in
            random.withUnsafeBytes { random in
                text.withUnsafeMutableBufferPointer { text in
                    ccrypto_password_hash(
                        password, UInt(cost), random.baseAddress?.assumingMemoryBound(to: CChar.self),
                        text.baseAddress)
                }
            }
        }
        return isMade
            ? PasswordHash(String(decoding: text.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)) : nil
    }

    private static func isPassword(_ password: [UInt8]) -> Bool {
        password.count <= PasswordHash.longestPassword && !password.contains(0)
    }

    private static func withText<Result>(_ bytes: [UInt8], _ body: (UnsafePointer<CChar>?) -> Result) -> Result {
        (bytes.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer { body($0.baseAddress) }
    }
}
