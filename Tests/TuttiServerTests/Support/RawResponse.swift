import Foundation

/// A response as it came over the wire.
struct RawResponse: Sendable {
    var version: String
    var status: Int
    var headers: [(name: String, value: String)]
    var body: String

    /// The value of a field, by its name in any case; nil when it is missing or there more than once.
    subscript(name: String) -> String? {
        let values = headers.filter { $0.name.lowercased() == name.lowercased() }
        return values.count == 1 ? values.first?.value : nil
    }

    /// The body as a JSON object.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body.utf8))) as? [String: Any] ?? [:]
    }

    /// The first response in the bytes and its length; nil while it is not complete.
    static func parse(_ bytes: [UInt8], toHead: Bool = false) -> (RawResponse, length: Int)? {
        guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: Array("\r\n\r\n".utf8)) }) else {
            return nil
        }
        let lines = String(decoding: bytes[..<end], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ", maxSplits: 2).map(String.init)
        let headers = lines.dropFirst().map { line -> (name: String, value: String) in
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        var response = RawResponse(version: words[0], status: status, headers: headers, body: "")
        let length = status < 200 || toHead ? 0 : Int(response["Content-Length"] ?? "0") ?? 0
        guard bytes.count >= end + 4 + length else { return nil }
        response.body = String(decoding: bytes[(end + 4)..<(end + 4 + length)], as: UTF8.self)
        return (response, end + 4 + length)
    }
}
