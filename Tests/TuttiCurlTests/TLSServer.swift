import ChildProcess
import Foundation
import Synchronization

/// A server that speaks HTTP/1.1 over TLS 1.3: `openssl s_server` does the TLS, this process the rest.
///
/// It serves one connection after another, and answers each request with `ok`.
final class TLSServer: Sendable {
    /// What the server's certificate is like.
    enum Certificate: CaseIterable {
        /// Signed by the authority, for 127.0.0.1.
        case valid
        /// Signed by the authority, for a name that isn't the server's.
        case forAnotherName
        /// Signed by the authority, and over since yesterday.
        case expired
        /// Signed by itself.
        case selfSigned
    }

    static let openssl = "/usr/bin/openssl"

    let port: Int
    /// The path of the authority's certificate.
    private let authority: String
    private let folder: URL
    private let process: ChildProcess
    private let saysTooMuch: Bool
    /// The other end of the process's standard input and output.
    private let descriptor: Int32
    /// Whether `descriptor` is still ours: its number may be somebody else's next.
    private let isOpen = Mutex(true)

    /// A server; with `saysTooMuch` a response has a second one in the last record of its body.
    init(_ certificate: Certificate, saysTooMuch: Bool = false) throws {
        self.saysTooMuch = saysTooMuch
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tutti-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.folder = folder
        authority = folder.appendingPathComponent("authority.pem").path
        try Self.makeCertificate(certificate, in: folder)

        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw POSIXError(.EMFILE)
        }
        descriptor = ends[0]
        // The end of the process is that of the connection with it.
        defer { Foundation.close(ends[1]) }
        process = try ChildProcess(
            Self.openssl,
            ["s_server", "-accept", "127.0.0.1:0", "-tls1_3", "-key", "key.pem", "-cert", "cert.pem"],
            in: folder.path, input: ends[1], output: ends[1])
        var output = ""
        while true {
            guard let more = Self.read(descriptor) else { throw POSIXError(.ECONNREFUSED) }
            output += more
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            if let line = lines.first(where: { $0.hasPrefix("ACCEPT ") }), let port = Int(line.split(separator: ":")[1])
            {
                self.port = port
                break
            }
        }
        Thread.detachNewThread { [self] in answerAll() }
    }

    /// The authority's certificate, in PEM.
    var authorityBytes: [UInt8] { get throws { Array(try Data(contentsOf: URL(fileURLWithPath: authority))) } }

    /// Sends a TLS 1.3 KeyUpdate, which a client may get at any time (RFC 8446, 4.6.3).
    func updateKey() { write("k\n") }

    /// Ends the present connection with close_notify.
    func endConnection() { write("q\n") }

    func close() {
        process.signal(SIGKILL)
        // Not left as a zombie: the test runner's own watch over its children would see no other child than this one.
        _ = process.wait()
        isOpen.withLock { isOpen in
            if isOpen { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
        try? FileManager.default.removeItem(at: folder)
    }

    private func answerAll() {
        var pending = ""
        while let more = Self.read(descriptor) {
            pending += more
            // openssl's own lines end with LF alone.
            while let end = pending.unicodeScalars.firstRange(of: "\r\n\r\n".unicodeScalars) {
                pending = String(pending.unicodeScalars[end.upperBound...])
                guard saysTooMuch else {
                    write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                    continue
                }
                write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n")
                usleep(50_000)
                write("okHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\npoison")
            }
        }
        isOpen.withLock { isOpen in
            isOpen = false
            Foundation.close(descriptor)
        }
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        isOpen.withLock { isOpen in
            if isOpen { send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }
        }
    }

    private static func read(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 64 * 1024)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        return count > 0 ? String(decoding: bytes[..<count], as: UTF8.self) : nil
    }

    private static func makeCertificate(_ kind: Certificate, in folder: URL) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        try run(
            ["req", "-x509"] + key + ["-subj", "/CN=authority", "-keyout", "authority.key", "-out", "authority.pem"],
            in: folder)
        let name = kind == .forAnotherName ? "DNS:another.example" : "IP:127.0.0.1"
        let subject = ["-subj", "/CN=server", "-addext", "subjectAltName=\(name)", "-keyout", "key.pem"]
        if kind == .selfSigned {
            return try run(["req", "-x509"] + key + subject + ["-out", "cert.pem"], in: folder)
        }
        try run(["req", "-new"] + key + subject + ["-out", "request.pem"], in: folder)
        try run(
            [
                "x509", "-req", "-in", "request.pem", "-copy_extensions", "copy", "-CA", "authority.pem",
                "-CAkey", "authority.key", "-days", kind == .expired ? "-1" : "2", "-out", "cert.pem",
            ], in: folder)
    }

    private static func run(_ arguments: [String], in folder: URL) throws {
        guard try ChildProcess(openssl, arguments, in: folder.path).wait() == 0 else { throw POSIXError(.EINVAL) }
    }
}
