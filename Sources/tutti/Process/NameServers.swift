internal import TuttiPolicies

/// The name servers that take the place of the system's, as `TUTTI_DNS_SERVERS` has them: `127.0.0.1:5353,[::1]:53`.
struct NameServers: Sendable {
    static let variable = "TUTTI_DNS_SERVERS"

    /// What is wrong with the variable.
    struct Mistake: Error, CustomStringConvertible {
        let entry: String
        var description: String {
            "\(NameServers.variable) is wrong at '\(entry)': write addresses, with ports unless they are 53, like 127.0.0.1:5353,[::1]:53"
        }
    }

    /// As c-ares reads them.
    let text: String

    /// Reads the variable's text.
    init(_ text: String) throws(Mistake) {
        for entry in text.split(separator: ",", omittingEmptySubsequences: false) where !Self.isServer(entry) {
            throw Mistake(entry: String(entry.prefix(60)))
        }
        self.text = text
    }

    /// `10.0.0.1`, `10.0.0.1:53`, `::1`, `[::1]` or `[::1]:53`.
    private static func isServer(_ entry: Substring) -> Bool {
        if IPAddress(entry) != nil { return true }
        guard let end = entry.lastIndex(where: { $0 == ":" || $0 == "]" }) else { return false }
        let hasPort = entry[end] == ":"
        if hasPort {
            let port = entry[entry.index(after: end)...]
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
                (1...65_535).contains(number)
            else { return false }
        } else if entry.index(after: end) != entry.endIndex {
            return false
        }
        let host = hasPort ? entry[..<end] : entry
        guard host.hasPrefix("["), host.hasSuffix("]") else { return IPAddress(host)?.isIPv4 == true }
        return host.contains(":") && IPAddress(host.dropFirst().dropLast()) != nil
    }
}
