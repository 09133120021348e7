internal import TuttiEngine

/// The names by which the admin listener may be asked.
///
/// A web page can have its reader's browser believe that a name of its own is the address of this machine (DNS rebinding), and
/// read what is answered then. The browser still sends that name as `Host`. It takes a name: addresses can't be rebound.
struct AdminHosts {
    /// Those of the configuration: the host of `admin`, and `admin-hosts`.
    let named: [String]

    /// Lets a request for this authority pass; one without is not a browser's.
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
