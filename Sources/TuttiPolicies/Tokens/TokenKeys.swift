package import TuttiCrypto

/// The keys of an issuer, ready to verify with; never changed, so all threads may look at them.
package struct TokenKeys: Sendable {
    /// The keys that can be used, in the order of the set.
    package let keys: [Key]
    /// What was passed over and why, a sentence each without its full stop.
    package let remarks: [String]

    private let places: [String: [Int]]

    /// A key and by what tokens name it.
    package struct Key: Sendable {
        /// `kid`.
        package let id: String?
        /// The key.
        package let key: VerificationKey
    }

    /// The keys of a set that can be used with one of these algorithms.
    package init(_ set: JSONWebKeySet, algorithms: [SignatureAlgorithm], crypto: Crypto) {
        var keys: [Key] = []
        var remarks = set.passedOver.map { Self.remark($0.index, $0.id, $0.why.description) }
        for key in set.keys {
            do throws(UnusableKey) {
                let made = try VerificationKey(
                    key.material, algorithms: key.algorithms(of: algorithms), crypto: crypto)
                keys.append(Key(id: key.id, key: made))
                if key.hasPrivatePart {
                    let why = "has its private part, which must not leave its owner"
                    remarks.append(Self.remark(key.index, key.id, why))
                }
            } catch {
                remarks.append(Self.remark(key.index, key.id, error.description))
            }
        }
        var places: [String: [Int]] = [:]
        for (place, key) in keys.enumerated() {
            if let id = key.id { places[id, default: []].append(place) }
        }
        // Nobody knows what was meant with a key that can't be read: it may have been the one.
        let unread = Set(set.passedOver.compactMap { $0.why == .malformed ? $0.id : nil })
        for (id, all) in places where unread.contains(id) || Set(all.map { keys[$0].key.kind }).count < all.count {
            remarks.append("several keys are called \(Self.quoted(id)), of which none is used")
            places[id] = []
        }
        self.keys = keys
        self.places = places
        self.remarks = remarks
    }

    /// A sentence about the key of a set that has this index, counted from 0.
    package static func remark(_ index: Int, _ id: String?, _ why: String) -> String {
        "the key \(id.map(quoted) ?? "number \(index + 1)") \(why)"
    }

    /// What somebody else has written, shortened, on one line.
    private static func quoted(_ id: String) -> String {
        let plain = id.unicodeScalars.prefix(40).map { $0.isASCII && $0.value >= 0x20 && $0.value < 0x7F ? $0 : "?" }
        return "“\(String(String.UnicodeScalarView(plain)))”"
    }

    /// The key that a token means; nil where there is none, or more than one: nobody guesses.
    package func key(named id: String?, for algorithm: SignatureAlgorithm) -> VerificationKey? {
        var found: VerificationKey?
        for place in id.map({ places[$0] ?? [] }) ?? Array(keys.indices) {
            let key = keys[place].key
            guard key.algorithms.contains(algorithm) else { continue }
            guard found == nil else { return nil }
            found = key
        }
        return found
    }
}
