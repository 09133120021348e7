internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem
internal import TuttiTLS

/// Reads the files of certificates and keys that gateway.yaml names, and holds them against each other.
///
/// What stands in these files is never repeated in a diagnostic.
final class CertificateReader {
    /// A larger file has no certificates.
    private static let fileLimit = 1 << 20

    /// What relative paths are taken from.
    let folder: String
    /// Whether clients are served: where they aren't, files may be missing, which are most often kept elsewhere.
    let isForServing: Bool
    let diagnostics: DiagnosticCollector
    /// The files that were read, as they looked just before.
    private(set) var files: [String: FileStamp] = [:]

    /// A reader of the files that a gateway.yaml names.
    init(folder: String, isForServing: Bool, diagnostics: DiagnosticCollector) {
        self.folder = folder
        self.isForServing = isForServing
        self.diagnostics = diagnostics
    }

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// A certificate and its key.
    ///
    /// - Parameters:
    ///   - node: the path of the certificate.
    ///   - keyNode: the path of its key.
    ///   - readers: who refuse it where it has expired.
    /// - Returns: both; nil after a mistake, and where files are missing.
    func certificate(
        _ node: YAMLNode, key keyNode: YAMLNode, shownTo readers: String = "clients"
    ) -> TLSPlan.Certificate? {
        // Both are read before anything is missed: one run names all mistakes.
        let path = scalars.text(node, "`certificate`")
        let keyPath = scalars.text(keyNode, "`key`")
        let (read, readKey) = (path.flatMap(bytes(of:)), keyPath.flatMap(bytes(of:)))
        guard let path, let keyPath, let chain = read, let key = readKey else { return nil }
        let certificate: ServerCertificate
        do {
            certificate = try ServerCertificate(chain: chain, key: key)
        } catch {
            report(error, path, chain, keyPath, key)
            return nil
        }
        checkValidity(certificate, path, shownTo: readers)
        return TLSPlan.Certificate(path: path.text, chain: chain, key: key)
    }

    /// The certificates of authorities, in PEM; nil after a mistake, and where the file is missing.
    func authorities(_ node: YAMLNode) -> [UInt8]? {
        guard let path = scalars.text(node, "`ca`"), let bytes = bytes(of: path) else { return nil }
        guard CertificateAuthorities(bytes) != nil else {
            reportNoCertificate(path, bytes)
            return nil
        }
        return bytes
    }

    private func bytes(of path: YAMLScalar) -> [UInt8]? {
        let place = path.text.hasPrefix("/") ? path.text : "\(folder)/\(path.text)"
        files[place] = FileStamp(of: place)
        guard let bytes = PlainFile.read(place, limit: Self.fileLimit) else {
            let isThere = PlainFile.isThere(place)
            let message = isThere ? "the file `\(path.text)` can't be read" : "there is no file `\(path.text)`"
            let rule = "a path is taken from the folder of gateway.yaml, unless it begins with `/`"
            if isForServing {
                diagnostics.error(
                    .certificateMissing, at: path.span, message,
                    help: isThere ? "check its permissions" : rule)
            } else {
                diagnostics.warning(
                    .certificateMissing, at: path.span, message, help: "`tutti serve` needs it; \(rule)")
            }
            return nil
        }
        return bytes
    }

    private func report(
        _ defect: ServerCertificate.Defect, _ path: YAMLScalar, _ chain: [UInt8], _ keyPath: YAMLScalar, _ key: [UInt8]
    ) {
        switch defect {
        case .noCertificate: reportNoCertificate(path, chain)
        case .noKey:
            diagnostics.error(
                .invalidCertificate, at: keyPath.span, "`\(keyPath.text)` has no private key in PEM that can be read",
                help: Self.has(key, "CERTIFICATE-----")
                    ? "it has a certificate: name the file with `-----BEGIN PRIVATE KEY-----`"
                    : "a key in PEM begins with `-----BEGIN PRIVATE KEY-----`; of one in DER, "
                        + "`openssl pkey -inform der -in FILE -out FILE.pem` makes one")
        case .encryptedKey:
            diagnostics.error(
                .invalidCertificate, at: keyPath.span, "the key in `\(keyPath.text)` is protected by a passphrase",
                help:
                    "take the passphrase off (`openssl pkey -in FILE -out FILE.pem`), and let nobody else read the file"
            )
        case .otherKey:
            diagnostics.error(
                .invalidCertificate, at: keyPath.span,
                "the key in `\(keyPath.text)` does not belong to the certificate in `\(path.text)`",
                help: "name the key that the certificate was made with; the certificate itself comes first in its file",
                related: [("the certificate", path.span)])
        }
    }

    private func reportNoCertificate(_ path: YAMLScalar, _ bytes: [UInt8]) {
        diagnostics.error(
            .invalidCertificate, at: path.span, "`\(path.text)` has no certificate in PEM that can be read",
            help: Self.has(bytes, "PRIVATE KEY-----")
                ? "it has a private key: name the file with `-----BEGIN CERTIFICATE-----`"
                : "a certificate in PEM begins with `-----BEGIN CERTIFICATE-----`; of one in DER, "
                    + "`openssl x509 -inform der -in FILE -out FILE.pem` makes one")
    }

    /// A warning: a gateway that is started anew is to serve its other listeners all the same.
    private func checkValidity(_ certificate: ServerCertificate, _ path: YAMLScalar, shownTo readers: String) {
        let now = CalendarTime.millisecondsNow / 1000
        let problem =
            if now > certificate.notAfter {
                "expired on \(CalendarTime(seconds: certificate.notAfter).httpDate)"
            } else if now < certificate.notBefore {
                "is not valid before \(CalendarTime(seconds: certificate.notBefore).httpDate)"
            } else {
                ""
            }
        guard !problem.isEmpty else { return }
        diagnostics.warning(
            .certificateExpired, at: path.span, "the certificate in `\(path.text)` \(problem)",
            help: "\(readers) refuse it: put a valid one in its place, and have the files read anew")
    }

    private static func has(_ bytes: [UInt8], _ text: String) -> Bool {
        String(decoding: bytes, as: UTF8.self).contains(text)
    }
}
