internal import CSigning
internal import TuttiJSON

/// A key pair with which the identity provider signs tokens.
///
/// `@unchecked Sendable`: the pointer is a constant, and libcrypto guards what it changes of a key.
final class SigningKey: @unchecked Sendable {
    /// An algorithm of JOSE (RFC 7518, 3.1).
    enum Algorithm: String {
        case rs256 = "RS256"
        case es256 = "ES256"
    }

    let algorithm: Algorithm
    /// `kid`.
    let id: String
    private let pointer: OpaquePointer

    /// A new pair.
    init(_ algorithm: Algorithm, id: String) {
        guard let pointer = algorithm == .rs256 ? csigning_rsa() : csigning_p256() else {
            fatalError("libcrypto makes no key")
        }
        self.algorithm = algorithm
        self.id = id
        self.pointer = pointer
    }

    deinit { csigning_free(pointer) }

    /// The public half as a JSON Web Key (RFC 7517).
    var publicKey: JSONValue {
        let numbers = [false, true].map { second in
            JSONValue.string(Base64Text.url(filled { csigning_number(pointer, second, $0) }))
        }
        let kind: [(String, JSONValue)] =
            switch algorithm {
            case .rs256: [("kty", "RSA"), ("n", numbers[0]), ("e", numbers[1])]
            case .es256: [("kty", "EC"), ("crv", "P-256"), ("x", numbers[0]), ("y", numbers[1])]
            }
        let use: [(String, JSONValue)] = [
            ("kid", .string(id)), ("use", "sig"), ("alg", .string(algorithm.rawValue)),
        ]
        return .members(kind + use)
    }

    /// A token with these claims (RFC 7515, 3.1).
    func token(_ claims: JSONValue, type: String) -> String {
        let header = JSONValue.members([
            ("alg", .string(algorithm.rawValue)), ("kid", .string(id)), ("typ", .string(type)),
        ])
        let text = Base64Text.url(header.jsonBytes) + "." + Base64Text.url(claims.jsonBytes)
        let bytes = Array(text.utf8)
        return text + "." + Base64Text.url(filled { csigning_sign(pointer, bytes, bytes.count, $0) })
    }

    /// SHA-256 of a text, in base64url: what PKCE calls S256 (RFC 7636, 4.2).
    static func challenge(of text: String) -> String {
        let bytes = Array(text.utf8)
        var hash = [UInt8](repeating: 0, count: 32)
        csigning_sha256(bytes, bytes.count, &hash)
        return Base64Text.url(hash)
    }

    private func filled(_ write: (UnsafeMutablePointer<UInt8>?) -> Int) -> [UInt8] {
        let bytes = [UInt8](unsafeUninitializedCapacity: 256) { buffer, count in count = write(buffer.baseAddress) }
        guard !bytes.isEmpty else { fatalError("libcrypto does not sign") }
        return bytes
    }
}
