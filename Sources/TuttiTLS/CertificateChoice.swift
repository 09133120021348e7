/// Which of a listener's certificates is shown to a client, by the host name that it asks for (SNI, RFC 6066, 3).
struct CertificateChoice: Sendable {
    /// By name, and by what stands behind the `*` of a wildcard: the index of the first certificate that has it.
    private var exact: [String: Int] = [:]
    private var wildcards: [String: Int] = [:]

    /// A choice among certificates that are for these names.
    init(_ names: [[String]]) {
        for (index, names) in names.enumerated() {
            for name in names {
                if name.hasPrefix("*.") {
                    let suffix = String(name.dropFirst())
                    wildcards[suffix] = wildcards[suffix] ?? index
                } else {
                    exact[name] = exact[name] ?? index
                }
            }
        }
    }

    /// The index of the certificate for a host name: one with the name itself, else one with a wildcard for its first label (RFC 9525,
    /// 6.3), else the first certificate.
    func index(for host: String?) -> Int {
        guard var name = host?.lowercased() else { return 0 }
        if name.hasSuffix(".") { name.removeLast() }
        if let index = exact[name] { return index }
        guard let dot = name.firstIndex(of: "."), dot != name.startIndex else { return 0 }
        return wildcards[String(name[dot...])] ?? 0
    }
}
