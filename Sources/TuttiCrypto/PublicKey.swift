internal import CCrypto

/// A public key, checked.
///
/// `@unchecked Sendable`: the pointer is a constant, and libcrypto guards what it changes of a key.
final class PublicKey: @unchecked Sendable {
    let pointer: OpaquePointer
    let kind: KeyKind

    init(_ material: KeyMaterial) throws(UnusableKey) {
        guard let pointer = try Self.pointer(material) else { throw .noKey }
        // It is this object's from here on, also where `init` throws.
        self.pointer = pointer
        let code = ccrypto_key_kind(pointer)
        kind = KeyKind(code) ?? .secret
        guard kind != .secret else { throw .noKey }
        let bits = Int(ccrypto_key_bits(pointer))
        if kind == .rsa, !VerificationKey.rsaBits.contains(bits) { throw .rsaBits(bits) }
    }

    deinit { ccrypto_key_free(pointer) }

    private static func pointer(_ material: KeyMaterial) throws(UnusableKey) -> OpaquePointer? {
        try material.check()
        switch material {
        case .rsa(let modulus, let exponent):
            return ccrypto_rsa_key(modulus, modulus.count, exponent, exponent.count)
        case .point(let curve, let x, let y):
            let code = curve == .p256 ? ccrypto_p256 : curve == .p384 ? ccrypto_p384 : ccrypto_p521
            let point = [0x04] + x + y
            return ccrypto_ec_key(code, point, point.count)
        case .ed25519(let bytes): return ccrypto_ed25519_key(bytes, bytes.count)
        case .pem(let text): return ccrypto_pem_key(text, text.count)
        case .secret: return nil
        }
    }
}
