internal import TuttiJSON
internal import TuttiPolicies
internal import TuttiTLS

extension ClientCertificate {
    /// A certificate that the authorities of the listener have signed.
    convenience init(_ content: CertificateContent) {
        func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
        self.init(
            subject: content.subject,
            value: .object(
                JSONObject(distinct: [
                    ("subject", .string(content.subject)), ("issuer", .string(content.issuer)),
                    ("serial", .string(content.serial)), ("fingerprint", .string(content.fingerprint)),
                    ("dns", list(content.dnsNames)), ("uris", list(content.uris)),
                    ("not_after", content.notAfter.map { .number(JSONNumber(Int($0))) } ?? .null),
                    ("der", .string(content.base64)),
                ])))
    }
}
