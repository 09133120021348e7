/// Whom a limit counts together: the hash of an address or a value.
///
/// `Hasher` is SipHash-1-3 with a random key of the process (Aumasson, Bernstein 2012), so nobody can choose keys that meet in one place of
/// a table. Two keys of 64 bits are the same by chance once in 10^19.
package struct LimitKey: Sendable, Hashable, BitwiseCopyable {
    /// Never zero, which stands for none in tables.
    let hash: UInt64

    /// All requests.
    package static let everyone = LimitKey(hash: 1)
    /// Requests that can't be told whose they are.
    package static let withoutKey = LimitKey(hash: 2)

    private init(hash: UInt64) {
        self.hash = hash
    }

    private init(_ hasher: consuming Hasher) {
        let hash = UInt64(bitPattern: Int64(hasher.finalize()))
        self.init(hash: hash < 3 ? 3 : hash)
    }

    /// A client's address; of an IPv6 address its first 64 bits, because whoever has one has all of these (RFC 4291, 2.5.4).
    package init(_ address: IPAddress) {
        var hasher = Hasher()
        hasher.combine(address.holder)
        self.init(hasher)
    }

    /// A text.
    package init(text: String) {
        var hasher = Hasher()
        hasher.combine(text)
        self.init(hasher)
    }

    /// A number, or another value whose hash says what is equal: 7 and 7.0 are one key.
    package init(_ value: some Hashable) {
        var hasher = Hasher()
        hasher.combine(value)
        self.init(hasher)
    }

    /// A value of another kind, in JSON: `[1]` is not `["1"]`.
    package init(json: [UInt8]) {
        var hasher = Hasher()
        hasher.combine(json)
        self.init(hasher)
    }
}
