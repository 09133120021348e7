internal import TuttiPolicies

/// What stands in a certificate (RFC 5280, 4.1).
///
/// Read here and not asked of NIOSSL, whose times trap on one that is malformed.
package struct CertificateContent: Sendable, Equatable {
    /// Whom it is for (RFC 4514): `CN=client seven,O=Tutti`.
    package let subject: String
    /// Who has signed it, likewise.
    package let issuer: String
    /// The number that its signer has given it, in hexadecimal digits.
    package let serial: String
    /// The host names that it is for, as they are written.
    package let dnsNames: [String]
    /// The URIs that it is for, those of SPIFFE for instance.
    package let uris: [String]
    /// When it becomes valid, in seconds since 1970; nil where that can't be read.
    package let notBefore: Int64?
    /// When it expires, likewise.
    package let notAfter: Int64?
    /// The SHA-256 of all of it, in hexadecimal digits.
    package let fingerprint: String
    /// All of it in Base64 (RFC 4648, 4), as `Client-Cert` (RFC 9440) has it between two colons.
    package let base64: String

    private static let alternativeNames: [UInt8] = [0x55, 0x1D, 0x11]
    /// Explicit tags of the version, and of the extensions.
    private static let version: UInt8 = 0xA0
    private static let extensions: UInt8 = 0xA3
    /// Tags of names in the extension for them.
    private static let dnsName: UInt8 = 0x82
    private static let uri: UInt8 = 0x86

    /// Reads a certificate in DER; nil for what is none.
    package init?(der: [UInt8]) {
        guard let whole = DERValue.all(in: der[...]), whole.count == 1,
            let parts = whole[0].values(of: DERValue.sequence), let signed = parts.first,
            var fields = signed.values(of: DERValue.sequence)
        else { return nil }
        if fields.first?.tag == Self.version { fields.removeFirst() }
        // Serial number, algorithm, issuer, times, subject, key.
        guard fields.count >= 6, fields[0].tag == DERValue.integer, let issuer = DistinguishedName.text(fields[2]),
            let times = fields[3].values(of: DERValue.sequence), let subject = DistinguishedName.text(fields[4])
        else { return nil }
        self.issuer = issuer
        self.subject = subject
        // A zero in front says that the number is not below zero.
        let number = fields[0].content
        serial = Hexadecimal.text(number.count > 1 && number.first == 0 ? number.dropFirst() : number)
        notBefore = times.first.flatMap(DERTime.seconds)
        notAfter = times.count == 2 ? DERTime.seconds(times[1]) : nil
        let names = fields.first { $0.tag == Self.extensions }.map(Self.names) ?? []
        dnsNames = names.filter { $0.tag == Self.dnsName }.compactMap(Self.text)
        uris = names.filter { $0.tag == Self.uri }.compactMap(Self.text)
        fingerprint = Hexadecimal.text(SHA256.hash(der))
        base64 = Base64.text(der)
    }

    /// The names of the extension for them (4.2.1.6).
    private static func names(_ extensions: DERValue) -> [DERValue] {
        let list = DERValue.all(in: extensions.content)?.first?.values(of: DERValue.sequence) ?? []
        for one in list {
            guard let parts = one.values(of: DERValue.sequence), let value = parts.last,
                parts.first?.tag == DERValue.objectIdentifier, value.tag == DERValue.octetString,
                parts[0].content.elementsEqual(alternativeNames)
            else { continue }
            return DERValue.all(in: value.content)?.first?.values(of: DERValue.sequence) ?? []
        }
        return []
    }

    /// A name of visible ASCII characters; another one is nobody's, and could break a header.
    private static func text(_ name: DERValue) -> String? {
        guard name.content.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
        return String(decoding: name.content, as: UTF8.self)
    }
}
