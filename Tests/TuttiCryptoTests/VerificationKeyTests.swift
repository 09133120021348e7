import Testing
import TuttiCrypto

struct VerificationKeyTests {
    let crypto: Crypto

    init() throws {
        crypto = try Crypto.load()
    }

    private func key(_ material: KeyMaterial, _ algorithms: [SignatureAlgorithm]) throws(UnusableKey) -> VerificationKey
    {
        try VerificationKey(material, algorithms: algorithms, crypto: crypto)
    }

    /// As long as the hash of HS512.
    private static let secret = Array("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef".utf8)

    @Test(arguments: SignatureVectors.all)
    func verifiesWhatAnotherLibraryHasSigned(
        algorithm: SignatureAlgorithm, material: KeyMaterial, signature: [UInt8]
    ) throws {
        let key = try key(material, SignatureAlgorithm.allCases)
        let message = SignatureVectors.message
        #expect(key.algorithms.contains(algorithm))
        for _ in 0..<3 { #expect(key.accepts(signature, of: message, with: algorithm)) }

        #expect(!key.accepts(signature, of: (message + [0]), with: algorithm))
        #expect(!key.accepts([UInt8](), of: message, with: algorithm))
        #expect(!key.accepts((signature + [0]), of: message, with: algorithm))
        #expect(!key.accepts(signature.dropLast().map { $0 }, of: message, with: algorithm))
        for place in [0, signature.count / 2, signature.count - 1] {
            var other = signature
            other[place] ^= 1
            #expect(!key.accepts(other, of: message, with: algorithm))
        }
        for other in SignatureAlgorithm.allCases where other != algorithm {
            #expect(!key.accepts(signature, of: message, with: other))
        }
    }

    /// CVE-2022-21449, which Java had: r and s of 0 are a signature of everything.
    @Test(arguments: [SignatureAlgorithm.es256, .es384, .es512, .edDSA])
    func refusesSignaturesOfOneByteRepeated(algorithm: SignatureAlgorithm) throws {
        let vector = try #require(SignatureVectors.all.first { $0.0 == algorithm })
        let key = try key(vector.1, [algorithm])
        for byte: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
            let signature = [UInt8](repeating: byte, count: vector.2.count)
            #expect(!key.accepts(signature, of: SignatureVectors.message, with: algorithm))
        }
    }

    @Test func refusesSignaturesOfECDSAInDER() throws {
        let key = try key(SignatureVectors.p256, [.es256])
        let raw = try #require(SignatureVectors.all.first { $0.0 == .es256 }).2
        func integer(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
            let number = (bytes.first ?? 0) >= 0x80 ? [0] + bytes : Array(bytes)
            return [2, UInt8(number.count)] + number
        }
        let pair = integer(raw[..<32]) + integer(raw[32...])
        let signature = [0x30, UInt8(pair.count)] + pair
        #expect(!key.accepts(signature, of: SignatureVectors.message, with: .es256))
    }

    @Test func usesOnlyTheAlgorithmsThatWereGiven() throws {
        let (_, material, signature) = try #require(SignatureVectors.all.first { $0.0 == .rs256 })
        let key = try key(material, [.rs512, .ps256, .es256, .hs256])
        #expect(key.algorithms == [.rs512, .ps256])
        #expect(!key.accepts(signature, of: SignatureVectors.message, with: .rs256))
    }

    @Test func verifiesWithASecret() throws {
        let key = try key(.secret(Self.secret), [.hs256, .hs512, .rs256])
        #expect(key.algorithms == [.hs256, .hs512] && key.kind == .secret)
        let message = SignatureVectors.message
        let code = crypto.authenticationCode(of: message.span, secret: Self.secret.span, with: .sha256)
        #expect(key.accepts(code, of: message, with: .hs256))
        #expect(!key.accepts(code, of: message, with: .hs512))
        #expect(!key.accepts([UInt8](), of: message, with: .hs256))
        #expect(!key.accepts(code.dropLast().map { $0 }, of: message, with: .hs256))
    }

    @Test func readsPEM() throws {
        let (_, _, signature) = try #require(SignatureVectors.all.first { $0.0 == .es256 })
        let key = try key(.pem(Array(SignatureVectors.p256PEM.utf8)), SignatureAlgorithm.allCases)
        #expect(key.kind == .p256 && key.algorithms == [.es256])
        #expect(key.accepts(signature, of: SignatureVectors.message, with: .es256))
    }

    @Test func saysWhatIsWrongWithAKey() {
        let modulus = SignatureVectors.modulus
        let (ones, zeros) = ([UInt8](repeating: 1, count: 32), [UInt8](repeating: 0, count: 32))
        let expectations: [(KeyMaterial, [SignatureAlgorithm], UnusableKey)] = [
            (.rsa(modulus: modulus.suffix(128).map { $0 | 0x80 }, exponent: [1, 0, 1]), [.rs256], .rsaBits(1024)),
            (.rsa(modulus: [0x80] + [UInt8](repeating: 1, count: 1024), exponent: [3]), [.rs256], .rsaBits(8200)),
            (.rsa(modulus: [0, 0, 0x7F] + modulus.dropFirst(), exponent: [3]), [.rs256], .rsaBits(2047)),
            (.rsa(modulus: [], exponent: [3]), [.rs256], .rsaBits(0)),
            (.rsa(modulus: modulus.dropLast() + [0], exponent: [3]), [.rs256], .noKey),
            (.rsa(modulus: modulus, exponent: []), [.rs256], .rsaExponent),
            (.rsa(modulus: modulus, exponent: [0, 1]), [.rs256], .rsaExponent),
            (.rsa(modulus: modulus, exponent: [1, 0]), [.rs256], .rsaExponent),
            (.rsa(modulus: modulus, exponent: [1] + [UInt8](repeating: 1, count: 8)), [.rs256], .rsaExponent),
            (.point(curve: .p256, x: ones, y: ones), [.es256], .noKey),
            (.point(curve: .p256, x: zeros, y: zeros), [.es256], .noKey),
            (.point(curve: .p256, x: [1], y: [2]), [.es256], .noKey),
            (.point(curve: .rsa, x: [], y: []), [.es256], .noKey),
            (.ed25519([1, 2, 3]), [.edDSA], .noKey),
            (.secret([UInt8](repeating: 7, count: 31)), [.hs256], .shortSecret(bytes: 31)),
            (.secret([]), [.hs256, .hs512], .shortSecret(bytes: 0)),
            (.secret([UInt8](repeating: 7, count: 64)), [.rs256], .noAlgorithm(.secret)),
            (SignatureVectors.p256, [.es384, .rs256, .hs256], .noAlgorithm(.p256)),
            (SignatureVectors.p256, [], .noAlgorithm(.p256)),
            (.pem(Array("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n".utf8)), [.rs256], .noKey),
            (.pem([]), [.rs256], .noKey),
        ]
        for (material, algorithms, expected) in expectations {
            #expect(throws: expected, "\(material)") { try key(material, algorithms) }
        }
    }

    @Test func servesManyThreadsAtOnce() async throws {
        let message = SignatureVectors.message
        let keys = try SignatureVectors.all.map { ($0.0, try key($0.1, [$0.0]), $0.2) }
        let good = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<20).reduce(0) { sum, _ in
                        sum + keys.filter { $0.1.accepts($0.2, of: message, with: $0.0) }.count
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(good == 8 * 20 * keys.count)
    }
}

extension VerificationKey {
    /// ``verifies(_:of:with:)`` for arrays.
    fileprivate func accepts(_ signature: [UInt8], of message: [UInt8], with algorithm: SignatureAlgorithm) -> Bool {
        verifies(signature.span, of: message.span, with: algorithm)
    }
}
