internal import TuttiEngine

/// The names by which the admin listener may be asked.
///
/// A web page can make its reader's browser resolve a name of the page's own to the address of this machine (DNS rebinding), and
/// then read the responses. The browser still sends that name as `Host`. Addresses are trusted: they can't be rebound.
struct AdminHosts {
    /// Those of the configuration: the host of `admin`, and `admin-hosts`.
    let named: [String]

    /// Refuses a request for an authority of another name.
    ///
    /// One without `Host` passes: browsers always send it.
    func check(_ authority: some StringProtocol) throws(Refusal) {
        guard let authority = Authority(authority), !isTrusted(authority) else { return }
        throw Refusal(
            421, "Misdirected request",
            "The admin listener does not go by the name '\(authority.host)': ask for it by its address or as localhost, or list the name under admin-hosts in gateway.yaml.",
            closes: true)
    }

    private func isTrusted(_ authority: Authority) -> Bool {
        if authority.host.isEmpty || authority.isAddress { return true }
        var name = authority.host.lowercased()
        if name.hasSuffix(".") { name.removeLast() }
        return name == "localhost" || name.hasSuffix(".localhost") || named.contains { $0.lowercased() == name }
    }
}
