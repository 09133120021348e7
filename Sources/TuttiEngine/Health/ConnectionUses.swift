/// What connections to a service are for: calls and routes have different ones.
package struct ConnectionUses: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Calls of endpoints.
    package static let calls = ConnectionUses(rawValue: 1)
    /// What routes forward.
    package static let routes = ConnectionUses(rawValue: 2)
}
