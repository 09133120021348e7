package import TuttiPolicies

/// `jwt` of a way to authenticate: what tokens have to say, and with which keys they are verified.
package struct TokenWay: Sendable {
    /// Where the keys of the issuer come from.
    package enum Keys: Sendable {
        /// From a file, which is read with the others.
        case set(JSONWebKeySet)
        /// From an address, again and again.
        case address(IssuerAddress)
        /// From the address that the issuer's description names, which is there.
        case discovered(IssuerAddress)
    }

    /// What tokens have to say, and where clients send them.
    package let settings: TokenSettings
    /// The keys of the issuer.
    package let keys: Keys

    /// A way of its parts.
    package init(settings: TokenSettings, keys: Keys) {
        self.settings = settings
        self.keys = keys
    }
}
