internal import TuttiJSON

/// What a token endpoint sends when it gives a token (RFC 6749, 5.1; OpenID Connect Core 1.0, 3.1.3.3).
package struct TokenResponse: Sendable, Equatable {
    /// Why a response is none.
    package enum Defect: String, Error, Sendable {
        /// No object of JSON in which no object names a member twice.
        case noObject = "is no JSON object"
        /// No `access_token`, or one that no header can have.
        case noToken = "has no access_token that can be sent"
        /// Another member is not what the RFC says.
        case malformed = "has a member of the wrong kind"
    }

    /// The bytes that a token may have.
    package static let longestToken = 16 << 10

    /// `access_token`: visible ASCII, so that it can stand in a header.
    package var accessToken: Secret
    /// `token_type` in lower case: `bearer`.
    package var type: String
    /// `expires_in`, in seconds; nil where it doesn't say.
    package var expiresIn: Int?
    /// `refresh_token`.
    package var refreshToken: Secret?
    /// `id_token`: a token of the issuer, which nobody has verified yet.
    package var idToken: Secret?
    /// `scope`; nil where it is the one that was asked for.
    package var scope: String?

    /// Reads the body of a response with the status 200.
    package init(_ body: [UInt8]) throws(Defect) {
        guard let root = StrictJSON.object(body) else { throw .noObject }
        guard let token = try Self.text("access_token", of: root), Self.isSendable(token) else { throw .noToken }
        accessToken = Secret(token)
        guard let type = try Self.text("token_type", of: root) else { throw .malformed }
        self.type = String(decoding: type.utf8.map(ASCII.lowercased), as: UTF8.self)
        expiresIn = try Self.seconds(root.member("expires_in"))
        refreshToken = try Self.text("refresh_token", of: root).map(Secret.init)
        idToken = try Self.text("id_token", of: root).map(Secret.init)
        scope = try Self.text("scope", of: root)
    }

    private static func text(_ name: String, of root: JSONNode) throws(Defect) -> String? {
        guard let member = root.member(name), member.kind != .null else { return nil }
        guard let text = member.string else { throw .malformed }
        return text
    }

    private static func isSendable(_ token: String) -> Bool {
        !token.isEmpty && token.utf8.count <= longestToken && token.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// Some issuers send it as text.
    private static func seconds(_ member: JSONNode?) throws(Defect) -> Int? {
        guard let member, member.kind != .null else { return nil }
        guard let seconds = member.number?.double ?? member.string.flatMap({ Int($0) }).map(Double.init),
            seconds >= 0, seconds < 1e9
        else { throw .malformed }
        return Int(seconds)
    }
}
