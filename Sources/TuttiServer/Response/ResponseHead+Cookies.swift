internal import HTTPTypes

extension ResponseHead {
    /// Keeps caches that several clients share from storing the response, where it says nothing of caches itself.
    mutating func keepPrivate() {
        guard !headers.contains(where: { $0.name == .cacheControl }) else { return }
        headers.append(HTTPField(name: .cacheControl, value: "private, no-cache"))
    }

    /// Has the client keep or forget cookies, by values of `Set-Cookie`; then nobody on the way may store the response.
    mutating func set(_ cookies: [String]) {
        guard !cookies.isEmpty else { return keepPrivate() }
        headers.removeAll { $0.name == .cacheControl }
        headers.append(HTTPField(name: .cacheControl, value: "no-store"))
        headers += cookies.map { HTTPField(name: .setCookie, value: $0) }
    }
}
