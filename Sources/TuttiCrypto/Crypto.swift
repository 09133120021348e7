internal import CCrypto

/// OpenSSL's libcrypto, loaded: who has this value can hash, and verify signatures.
///
/// There is no cryptography of Tutti's own. The library is loaded when it is first asked for, once in a process; that takes two
/// milliseconds.
package struct Crypto: Sendable {
    private static let loaded: Result<Crypto, CryptoUnavailable> =
        if let reason = ccrypto_load() {
            .failure(CryptoUnavailable(message: String(cString: reason)))
        } else {
            .success(Crypto())
        }

    private init() {}

    /// The library, loaded now if it has not been before.
    package static func load() throws(CryptoUnavailable) -> Crypto { try loaded.get() }

    /// SHA-256 (FIPS 180-4).
    package func sha256(_ bytes: Span<UInt8>) -> SHA256Digest {
        var digest = SHA256Digest.Bytes(repeating: 0)
        var span = digest.mutableSpan
        // What fails for want of memory must not make two inputs equal.
        guard write(.sha256, bytes, &span) else { fatalError("no memory for a hash") }
        return SHA256Digest(digest)
    }

    /// A hash of 32, 48 or 64 bytes (FIPS 180-4).
    package func hash(_ bytes: Span<UInt8>, with function: HashFunction) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: function.byteCount)
        var span = digest.mutableSpan
        guard write(function, bytes, &span) else { fatalError("no memory for a hash") }
        return digest
    }

    private func write(_ function: HashFunction, _ bytes: Span<UInt8>, _ digest: inout MutableSpan<UInt8>) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            digest.withUnsafeMutableBufferPointer {
                ccrypto_digest(function.code, bytes.baseAddress, bytes.count, $0.baseAddress)
            }
        }
    }

    /// The authentication code of a message (RFC 2104), as long as the hash.
    package func authenticationCode(
        of message: Span<UInt8>, secret: Span<UInt8>, with function: HashFunction
    ) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: function.byteCount)
        let written = secret.withUnsafeBufferPointer { secret in
            message.withUnsafeBufferPointer { message in
                code.withUnsafeMutableBufferPointer {
                    ccrypto_hmac(
                        function.code, secret.baseAddress, secret.count, message.baseAddress, message.count,
                        $0.baseAddress)
                }
            }
        }
        guard written else { fatalError("no memory for an authentication code") }
        return code
    }
}
