/// An origin as browsers write it into `Origin`: scheme, host, and the port where it isn't the scheme's own (RFC 6454, 6.2).
///
/// A browser's origin is compared with it byte for byte (Fetch, CORS check). So a text that no browser can send is a mistake.
package struct CORSOrigin: Sendable, Hashable {
    /// Why a text is no origin that a browser could send.
    package enum Mistake: Error, Sendable, Hashable, CaseIterable {
        /// It ends in `/`: an origin has no path, not even an empty one.
        case trailingSlash
        /// A path, a query or a fragment follows the host.
        case path
        /// `user@` stands before the host.
        case user
        /// `null`, which sandboxed pages and local files of anybody send.
        case null
        /// A `*` in it: there are no patterns. `*` alone is another setting.
        case pattern
        /// There is no `scheme://`.
        case missingScheme
        /// Letters in upper case, which browsers write in lower case.
        case uppercase
        /// The port is the one of the scheme, which browsers leave out.
        case defaultPort
        /// Characters that aren't ASCII; browsers write such hosts in Punycode.
        case notASCII
        /// Scheme, host or port are not well formed.
        case malformed

        /// What is wrong, with what to write.
        package var message: String {
            switch self {
            case .trailingSlash: "an origin has no path: leave out the `/` at its end"
            case .path: "an origin has no path and no query: it ends with the host or its port"
            case .user: "an origin has no user: it is a scheme, a host and perhaps a port"
            case .null: "`null` is what sandboxed pages and local files of anybody send: it can't be allowed"
            case .pattern: "an origin is no pattern: name each one, or write `*` alone for all"
            case .missingScheme: "an origin begins with its scheme: `https://shop.example.com`"
            case .uppercase: "browsers send origins in lower case, and they are compared byte for byte"
            case .defaultPort: "browsers leave out the port that is the scheme's own: 443 of https, 80 of http"
            case .notASCII: "browsers send hosts in Punycode: `https://xn--bcher-kva.example`"
            case .malformed: "an origin is a scheme, a host and perhaps a port: `https://shop.example.com:8443`"
            }
        }
    }

    /// The origin as it is sent.
    package let text: String

    /// Reads an origin of a configuration.
    package init(_ text: String) throws(Mistake) {
        guard text != "null" else { throw .null }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        guard !text.contains("*") else { throw .pattern }
        guard let colon = text.firstRange(of: "://") else { throw .missingScheme }
        let scheme = text[..<colon.lowerBound]
        let authority = text[colon.upperBound...]
        if let slash = authority.firstIndex(where: { "/?#".contains($0) }) {
            throw authority[slash...] == "/" ? .trailingSlash : .path
        }
        guard !authority.contains("@") else { throw .user }
        guard let host = RequestHost(authority), scheme.utf8.first.map(ASCII.isLetter) == true,
            scheme.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || "+-.".utf8.contains($0) })
        else { throw .malformed }
        guard !text.utf8.contains(where: { ASCII.lowercased($0) != $0 }) else { throw .uppercase }
        if let port = host.port {
            guard !(scheme == "https" && port == 443 || scheme == "http" && port == 80) else { throw .defaultPort }
            // Browsers write ports without zeros in front.
            guard authority.hasSuffix(":\(port)") else { throw .malformed }
        } else if authority.hasSuffix(":") {
            throw .malformed
        }
        self.text = text
    }
}
