/// Which files are compositions, by their names: one rule for reading and for watching.
package enum CompositionFileName {
    /// The names that the gateway's own file may have.
    package static let gateway = ["gateway.yaml", "gateway.yml"]

    /// Whether a file of this name is read.
    package static func isRead(_ name: String) -> Bool { name.hasSuffix(".yaml") || name.hasSuffix(".yml") }

    /// Whether it would be read if its name were in lower case: `Users.YAML`.
    static func isNearlyRead(_ name: String) -> Bool { !isRead(name) && isRead(name.lowercased()) }

    /// Whether a file, named from the folder on, is the gateway's own.
    static func isGateway(_ name: String) -> Bool { gateway.contains(name) }

    /// Whether a file in a folder of the folder is called like the gateway's own.
    static func isMisplacedGateway(_ name: String) -> Bool { gateway.contains { name.hasSuffix("/" + $0) } }
}
