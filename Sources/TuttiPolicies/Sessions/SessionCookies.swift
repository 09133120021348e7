/// The cookies in which a browser keeps a text for the gateway (RFC 6265bis): `__Host-`, `Secure`, `HttpOnly`, for all paths.
///
/// Browsers take 4,096 bytes a cookie. A longer text is cut into as many as four; how many there are stands in front of the first.
package struct SessionCookies: Sendable {
    /// When browsers send the cookie along with what another site has them send.
    package enum SameSite: String, Sendable {
        /// Never.
        case strict = "Strict"
        /// When it is a navigation.
        case lax = "Lax"
    }

    /// The bytes of a text in one cookie.
    static let partCount = 3800
    /// The cookies of one text.
    static let mostParts = 4

    /// The names that they may have.
    package let names: [String]

    private let name: String
    private let sameSite: SameSite

    /// Cookies of that name.
    package init(name: String, sameSite: SameSite = .strict) {
        self.name = name
        self.sameSite = sameSite
        names = (0..<Self.mostParts).map { $0 == 0 ? name : "\(name)-\($0)" }
    }

    /// The text in a request; nil where there is none, a part is missing, or one is there twice.
    package func text(in headers: some ClientHeaders) -> String? {
        var parts: [String?] = Array(repeating: nil, count: Self.mostParts)
        for line in headers.values(named: "cookie") {
            for pair in CookieList.pairs(of: line) where pair.name.utf8.starts(with: name.utf8) {
                guard let index = names.firstIndex(where: { ASCII.equal($0, pair.name) }) else { continue }
                // Somebody else has set the other one.
                guard parts[index] == nil else { return nil }
                parts[index] = String(pair.value)
            }
        }
        guard let first = parts[0], first.utf8.count >= 2,
            let count = ASCII.number(Substring(first.utf8.prefix(1)), most: 1), (1...Self.mostParts).contains(count),
            first.utf8.dropFirst().first == UInt8(ascii: ".")
        else { return nil }
        var text = String(Substring(first.utf8.dropFirst(2)))
        for part in parts[1..<count] {
            guard let part else { return nil }
            text += part
        }
        return text
    }

    /// Whether a request has any of them.
    package func isThere(in headers: some ClientHeaders) -> Bool {
        headers.values(named: "cookie").contains { line in
            CookieList.pairs(of: line).contains { pair in names.contains { ASCII.equal($0, pair.name) } }
        }
    }

    /// What a browser is told, as values of `Set-Cookie`, to keep a text for so many seconds; nil for one that is too long.
    package func set(_ text: String, seconds: Int) -> [String]? {
        let count = max((text.utf8.count + Self.partCount - 1) / Self.partCount, 1)
        guard count <= Self.mostParts else { return nil }
        var rest = text.utf8[...]
        return (0..<count).map { index in
            let part = rest.prefix(Self.partCount)
            rest = rest.dropFirst(Self.partCount)
            let front = index == 0 ? "\(count)." : ""
            return line(names[index], front + String(Substring(part)), seconds: seconds)
        }
    }

    /// What a browser is told to forget them.
    package var cleared: [String] { names.map { line($0, "", seconds: 0) } }

    private func line(_ name: String, _ value: String, seconds: Int) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(max(seconds, 0)); Secure; HttpOnly; SameSite=\(sameSite.rawValue)"
    }
}
