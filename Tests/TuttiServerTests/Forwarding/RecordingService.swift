import Foundation
import ScriptedServices
import Synchronization

/// A service that reads requests as strictly as can be, and notes them; each that is whole gets `ok`.
final class RecordingService: Sendable {
    /// A request that came as a whole.
    struct Request: Sendable, Equatable {
        /// The request line.
        let line: String
        /// Names in lower case, and values.
        let headers: [[String]]
        let body: [UInt8]

        /// The values of a header.
        func values(_ name: String) -> [String] { headers.filter { $0.first == name }.compactMap(\.last) }
    }

    /// What came, and what was wrong with it.
    struct Record: Sendable {
        var requests: [Request] = []
        var defects: [String] = []
    }

    private let record = Mutex(Record())

    /// A service that runs until it is closed.
    func start() throws -> ScriptedService {
        try ScriptedService { [self] connection in
            while let head = connection.readHead() {
                guard let request = read(head, connection) else { return }
                record.withLock { $0.requests.append(request) }
                connection.respond()
            }
        }
    }

    /// What has come since the last call.
    func take() -> Record {
        record.withLock { record in
            defer { record = Record() }
            return record
        }
    }

    private func defect(_ text: String) -> Request? {
        record.withLock { $0.defects.append(text) }
        return nil
    }

    private func read(_ head: String, _ connection: ScriptedConnection) -> Request? {
        // CR LF is one character.
        let lines = head.dropLast(2).components(separatedBy: "\r\n")
        let line = lines[0]
        guard line.wholeMatch(of: /[A-Z-]+ \/[!-~]* HTTP\/1\.1/) != nil else { return defect("line \(line)") }
        var headers: [[String]] = []
        for line in lines.dropFirst() {
            guard let match = line.wholeMatch(of: /([!#$%&'*+.^_`|~0-9A-Za-z-]+): ?([^\r\n\0]*)/) else {
                return defect("header \(line)")
            }
            headers.append([match.1.lowercased(), String(match.2)])
        }
        func values(_ name: String) -> [String] { headers.filter { $0[0] == name }.map { $0[1] } }
        guard values("host").count == 1 else { return defect("Host \(values("host"))") }
        let body: [UInt8]?
        switch (values("content-length"), values("transfer-encoding")) {
        case ([], []): body = []
        case (let lengths, []) where lengths.count == 1:
            guard lengths[0].allSatisfy(\.isWholeNumber), let length = Int(lengths[0]) else {
                return defect("length \(lengths)")
            }
            body = connection.read(length)
        case ([], ["chunked"]): body = chunks(connection)
        default: return defect("framing \(head)")
        }
        return body.map { Request(line: line, headers: headers, body: $0) }
    }

    /// The bytes of a body in chunks; nil when it breaks off.
    private func chunks(_ connection: ScriptedConnection) -> [UInt8]? {
        var body: [UInt8] = []
        while let line = connection.read(until: "\r\n") {
            guard let size = Int(line.dropLast(), radix: 16), !line.hasPrefix("-"), !line.hasPrefix("+") else {
                _ = defect("chunk \(line)")
                return nil
            }
            if size == 0 {
                while let trailer = connection.read(until: "\r\n") { if trailer == "\r\n" { return body } }
                return nil
            }
            guard let bytes = connection.read(size), let end = connection.read(2) else { return nil }
            guard end == [13, 10] else {
                _ = defect("chunk of \(size) bytes without an end")
                return nil
            }
            body += bytes
        }
        return nil
    }
}
