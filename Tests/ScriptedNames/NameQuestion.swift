/// What a scripted name server is asked.
package struct NameQuestion: Sendable, Hashable {
    /// The name, without a dot at its end.
    package var name: String
    /// The type of the records: 1 for A, 28 for AAAA, 33 for SRV.
    package var type: Int
    /// Whether it came over TCP.
    package var isTCP: Bool
}
