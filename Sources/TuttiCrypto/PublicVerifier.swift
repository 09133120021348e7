internal import CCrypto

/// A public key with one algorithm, set up once for all verifications.
///
/// `@unchecked Sendable`: the pointer is a constant, and `ccrypto_verify` only reads what is behind it.
final class PublicVerifier: @unchecked Sendable {
    private let pointer: OpaquePointer

    init?(_ key: PublicKey, _ algorithm: SignatureAlgorithm) {
        guard let scheme = algorithm.scheme,
            let pointer = ccrypto_verifier_new(key.pointer, scheme, algorithm.hash.code)
        else { return nil }
        self.pointer = pointer
    }

    deinit { ccrypto_verifier_free(pointer) }

    func verifies(_ signature: Span<UInt8>, of message: Span<UInt8>) -> Bool {
        signature.withUnsafeBufferPointer { signature in
            message.withUnsafeBufferPointer { message in
                ccrypto_verify(pointer, message.baseAddress, message.count, signature.baseAddress, signature.count)
            }
        }
    }
}
