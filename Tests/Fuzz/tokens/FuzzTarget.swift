import TuttiCrypto
import TuttiPolicies

/// Called by libFuzzer with each input: a token to sign, a token as it is sent, a set of keys, or base64url.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    guard let kind = bytes.first else { return 0 }
    let rest = Array(bytes.dropFirst())
    switch kind {
    case UInt8(ascii: "T"): checkSigned(rest)
    case UInt8(ascii: "R"): checkSent(rest)
    case UInt8(ascii: "K"): checkKeys(rest)
    default: checkText(rest)
    }
    return 0
}

private let now = 1_800_000_000
private let secret = Array("a secret of the tests that is longer than 32 bytes".utf8)
private let rules = TokenRules(issuer: "https://id.example.com", audiences: ["shop"], algorithms: [.hs256])

private let crypto: Crypto = {
    guard let crypto = try? Crypto.load() else { fatalError("no libcrypto") }
    return crypto
}()

private let keys: TokenKeys = {
    let set = #"{"kty":"oct","k":"\#(Base64URL.text(secret))"}"#
    guard let set = try? JSONWebKeySet(Array(set.utf8)) else { fatalError("the key is none") }
    return TokenKeys(set, algorithms: rules.algorithms, crypto: crypto)
}()

private func claims(of token: [UInt8]) -> TokenClaims? {
    guard let signature = try? JSONWebSignature(token.span) else { return nil }
    return try? TokenVerifier(rules).claims(of: signature, keys: keys, at: now)
}

/// A header, a line feed and claims, signed with the right secret, and with that of nobody.
private func checkSigned(_ bytes: [UInt8]) {
    let parts = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false).map {
        Array($0)
    }
    guard parts.count == 2 else { return }
    let text = Base64URL.text(parts[0]) + "." + Base64URL.text(parts[1])
    for secret in [secret, []] {
        let code = crypto.authenticationCode(of: Array(text.utf8).span, secret: secret.span, with: .sha256)
        guard let claims = claims(of: Array((text + "." + Base64URL.text(code)).utf8)) else { continue }
        precondition(!secret.isEmpty, "a token is accepted that nobody has signed")
        precondition(
            claims.issuer == rules.issuer && claims.audiences.contains("shop"), "a claim is not what is asked for")
        precondition((claims.expiry ?? 0) > Double(now - rules.leeway), "a token is accepted that has ended")
        precondition(claims.beginnings.allSatisfy { $0 <= Double(now + rules.leeway) }, "a token is accepted too early")
        precondition(claims.confirmation != .other, "a bound token is accepted by whoever has it")
    }
}

/// A token is accepted only with the one code that there is.
private func checkSent(_ token: [UInt8]) {
    guard claims(of: token) != nil else { return }
    let text = String(decoding: token, as: UTF8.self)
    guard let dot = text.utf8.lastIndex(of: UInt8(ascii: ".")) else { fatalError("a token without a dot is accepted") }
    let code = crypto.authenticationCode(of: Array(text[..<dot].utf8).span, secret: secret.span, with: .sha256)
    precondition(
        text == text[..<dot] + "." + Base64URL.text(code),
        "a token is accepted with a signature that is written otherwise")
}

private func checkKeys(_ bytes: [UInt8]) {
    guard let set = try? JSONWebKeySet(bytes) else { return }
    precondition(
        set.keys.count + set.passedOver.count <= max(bytes.count / 2, 1), "there are keys that were not written")
    let keys = TokenKeys(set, algorithms: SignatureAlgorithm.allCases, crypto: crypto)
    precondition(keys.keys.count <= set.keys.count, "there are keys that were not written")
    precondition(keys.keys.count + keys.remarks.count >= set.keys.count, "nothing is said of a key that is not used")
    for remark in keys.remarks {
        precondition(remark.utf8.count < 200 && remark.utf8.allSatisfy { $0 >= 0x20 }, "a remark is not one line")
    }
}

private func checkText(_ bytes: [UInt8]) {
    precondition(
        Base64URL.bytes(Array(Base64URL.text(bytes).utf8).span) == bytes, "bytes are others when they are read again")
    guard let read = Base64URL.bytes(bytes.span) else { return }
    precondition(Array(Base64URL.text(read).utf8) == bytes, "bytes have two texts")
}
