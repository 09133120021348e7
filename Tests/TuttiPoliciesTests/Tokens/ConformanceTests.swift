import Foundation
import Testing
import TuttiCrypto
import TuttiJSON
import TuttiPolicies

/// The cases of Wycheproof for signatures and keys of JOSE.
struct ConformanceTests {
    static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../../../../shared/conformance/jose").standardizedFileURL

    static let files =
        ((try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? [])
        .filter { $0.pathExtension == "json" }

    /// Two cases that have each other's result.
    ///
    /// The first is a token without a fault; in the second a `?` stands among the base64url of the header, and the code is of the header
    /// without it (RFC 7515, 5.2).
    static let interchanged = ["invalidBase64PaddingInPayload", "InvalidCharacterInsertedInHeader"]

    @Test(.enabled(if: !files.isEmpty, "shared/conformance/jose is not beside the checkout"))
    func agreesWithTheSuite() throws {
        let crypto = try Crypto.load()
        var (verified, refused, otherwise) = (0, 0, 0)
        for file in Self.files {
            let document = try JSONDocument(parsing: [UInt8](try Data(contentsOf: file)))
            for group in document.root.member("testGroups")?.elements.map({ $0 }) ?? [] {
                let key = try #require(group.member("public") ?? group.member("private"))
                for test in group.member("tests")?.elements.map({ $0 }) ?? [] {
                    let (token, comment) = (test.member("jws")?.string ?? "", test.member("comment")?.string ?? "")
                    let isGood = isVerified(token, with: key.withRawBytes { [UInt8]($0) }, crypto)
                    let isInterchanged = Self.interchanged.contains(comment)
                    #expect(
                        isGood == ((test.member("result")?.string == "valid") != isInterchanged),
                        "\(file.lastPathComponent) \(comment)")
                    if isInterchanged { otherwise += 1 } else if isGood { verified += 1 } else { refused += 1 }
                }
            }
        }
        print("Wycheproof, JOSE: \(verified) verified, \(refused) refused, \(otherwise) with each other's result")
        #expect(verified > 0 && refused > 0)
    }

    private func isVerified(_ token: String, with set: [UInt8], _ crypto: Crypto) -> Bool {
        guard let set = try? JSONWebKeySet(set), let signature = try? JSONWebSignature(Array(token.utf8).span),
            let algorithm = signature.algorithm
        else { return false }
        let keys = TokenKeys(set, algorithms: SignatureAlgorithm.allCases, crypto: crypto)
        guard let key = keys.key(named: signature.keyID, for: algorithm) else { return false }
        return signature.isSigned(with: key, algorithm)
    }
}
