package import TuttiCrypto
package import TuttiJSON

/// A JSON Web Key (RFC 7517) with which signatures can be verified.
package struct JSONWebKey: Sendable {
    /// Its place in the set, counted from 0.
    package let index: Int
    /// By what tokens name it.
    package let id: String?
    /// What it is made of.
    package let material: KeyMaterial
    /// What it was made for; nil where the key doesn't say so.
    package let algorithm: SignatureAlgorithm?
    /// Whether the other half of the key pair, which nobody who verifies needs, stands beside it.
    package let hasPrivatePart: Bool

    /// A key that is not made of JSON.
    package init(id: String?, material: KeyMaterial) {
        index = 0
        self.id = id
        self.material = material
        algorithm = nil
        hasPrivatePart = false
    }

    /// The key of an object.
    ///
    /// - Throws: why it is no such key.
    package init(_ node: JSONNode, index: Int) throws(JSONWebKeyDefect) {
        self.index = index
        guard node.kind == .object, let type = node.member("kty")?.string else { throw .malformed }
        guard node.members.count == node.count else { throw .malformed }
        id = try Self.text("kid", of: node)
        if let use = try Self.text("use", of: node), use != "sig" { throw .use }
        if let operations = node.member("key_ops") {
            guard operations.kind == .array else { throw .malformed }
            guard operations.elements.contains(where: { $0.string == "verify" }) else { throw .use }
        }
        if let name = try Self.text("alg", of: node) {
            guard let known = SignatureAlgorithm(named: name) else { throw .algorithm }
            algorithm = known
        } else {
            algorithm = nil
        }
        material = try Self.material(of: type, node)
        do throws(UnusableKey) { try material.check() } catch { throw .unusable(error) }
        hasPrivatePart = node.member("d") != nil
    }

    private static func material(of type: String, _ node: JSONNode) throws(JSONWebKeyDefect) -> KeyMaterial {
        switch type {
        case "RSA": return .rsa(modulus: try bytes("n", of: node), exponent: try bytes("e", of: node))
        case "EC":
            guard let name = node.member("crv")?.string else { throw .malformed }
            let curves: [(String, KeyKind)] = [("P-256", .p256), ("P-384", .p384), ("P-521", .p521)]
            guard let (_, curve) = curves.first(where: { $0.0 == name }) else { throw .curve }
            let (x, y) = (try bytes("x", of: node), try bytes("y", of: node))
            // As long as the curve's numbers, with zeros in front (RFC 7518, 6.2.1.2).
            guard x.count == curve.coordinateByteCount, y.count == curve.coordinateByteCount else { throw .malformed }
            return .point(curve: curve, x: x, y: y)
        case "OKP":
            guard let name = node.member("crv")?.string else { throw .malformed }
            guard name == "Ed25519" else { throw .curve }
            let x = try bytes("x", of: node)
            guard x.count == 32 else { throw .malformed }
            return .ed25519(x)
        case "oct": return .secret(try bytes("k", of: node))
        default: throw .type
        }
    }

    private static func text(_ name: String, of node: JSONNode) throws(JSONWebKeyDefect) -> String? {
        guard let member = node.member(name) else { return nil }
        guard let text = member.string else { throw .malformed }
        return text
    }

    private static func bytes(_ name: String, of node: JSONNode) throws(JSONWebKeyDefect) -> [UInt8] {
        guard let text = node.member(name)?.string, let bytes = Base64URL.bytes(text.utf8.span) else {
            throw .malformed
        }
        return bytes
    }

    /// Whether it may be used with one of these algorithms, as far as that can be seen without libcrypto.
    package func mayVerify(_ allowed: [SignatureAlgorithm]) -> Bool {
        algorithms(of: allowed).contains { algorithm in material.kind.map { $0 == algorithm.keyKind } ?? true }
    }

    /// The algorithms among those that are allowed for which the key may be used.
    ///
    /// What the key says of itself narrows them to the family, as RS or PS: the hash is what the file allows.
    func algorithms(of allowed: [SignatureAlgorithm]) -> [SignatureAlgorithm] {
        guard let algorithm else { return allowed }
        return allowed.filter { $0.isOfFamily(of: algorithm) }
    }
}
