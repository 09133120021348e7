internal import HTTPTypes
internal import TuttiContentCoding

/// How an endpoint that reads the body of a request reads it, as its headers say (RFC 9110, 8.3 and 8.4).
///
/// Only for a body that is no plain JSON; that one costs nothing here.
struct ClientBody: Sendable, Equatable {
    /// What is in it, once it is decoded.
    enum Format: Sendable, Equatable {
        case json
        /// `application/x-www-form-urlencoded`.
        case form
    }

    /// What is in it.
    let format: Format
    /// How it was encoded.
    let coding: ContentCoding?

    /// Reads the headers; nil when the body is JSON as it is.
    ///
    /// - Throws: 415, before the body is tried as JSON, for what can't be read.
    init?(_ headers: RequestHeaders) throws(Refusal) {
        coding = try Self.coding(headers["content-encoding"])
        format = try Self.format(headers["content-type"])
        if coding == nil, format == .json { return nil }
    }

    private static func coding(_ values: [String]) throws(Refusal) -> ContentCoding? {
        let names = values.flatMap { $0.split(separator: ",") }.map { name in
            String(name.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" })
        }.filter { !$0.isEmpty && $0.lowercased() != "identity" }
        guard let name = names.first else { return nil }
        guard names.count == 1, let coding = ContentCoding(name: name) else {
            let accepted = ContentCoding.allCases.map(\.rawValue).joined(separator: ", ")
            // RFC 9110, 12.5.3: the header says why it is 415.
            throw Refusal(
                415, "Content coding not supported", "A request body is read plain or in one coding of: \(accepted).",
                headers: [HTTPField(name: .acceptEncoding, value: accepted)])
        }
        return coding
    }

    private static func format(_ values: [String]) throws(Refusal) -> Format {
        guard let value = values.first else { return .json }
        var parts = value.split(separator: ";", omittingEmptySubsequences: false)
        let type = trimmed(parts.removeFirst()).lowercased()
        guard values.count == 1 else {
            throw Self.unsupported("The header Content-Type is there \(values.count) times; send it once.")
        }
        let isJSON = type == "application/json" || type == "text/json" || type.hasSuffix("+json")
        guard isJSON || type == "application/x-www-form-urlencoded" || type.isEmpty else {
            throw Self.unsupported("A request body is JSON or a form; '\(type)' is not read here.")
        }
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2, trimmed(pair[0]).lowercased() == "charset" else { continue }
            let charset = trimmed(pair[1]).lowercased().filter { $0 != "\"" }
            guard ["utf-8", "utf8", "us-ascii"].contains(charset) else {
                throw Self.unsupported("A request body is read as UTF-8, not as '\(charset)'.")
            }
        }
        return isJSON || type.isEmpty ? .json : .form
    }

    private static func trimmed(_ text: Substring) -> String {
        let rest = text.drop { $0 == " " || $0 == "\t" }
        return String(rest.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }

    private static func unsupported(_ detail: String) -> Refusal {
        Refusal(
            415, "Media type not supported", detail,
            headers: [HTTPField(name: .accept, value: "application/json, application/x-www-form-urlencoded")])
    }

    /// The body as JSON.
    ///
    /// Decodes in steps of bounded work, between which others on the thread have their turns.
    ///
    /// - Throws: 400 for a body that is not what its headers say, 413 for one that is over its bound when it is decoded.
    func json(of bytes: [UInt8], limit: Int) async throws(Refusal) -> [UInt8] {
        let plain = try await decoded(bytes, limit: limit)
        return format == .form && !plain.isEmpty ? try FormBody.json(plain) : plain
    }

    private func decoded(_ bytes: [UInt8], limit: Int) async throws(Refusal) -> [UInt8] {
        guard let coding else { return bytes }
        var plain: [UInt8] = []
        do throws(ContentDecodingError) {
            let decoder = try ContentDecoder(coding, limit: limit)
            try decoder.take(bytes, into: &plain)
            while decoder.isBehind {
                await Task.yield()
                try decoder.proceed(into: &plain)
            }
            try decoder.finish()
        } catch {
            switch error {
            case .encodedTooLong, .decodedTooLong: throw .bodyTooLarge(limit: limit)
            case .malformed, .truncated, .trailing, .outOfMemory:
                throw Refusal(400, "Malformed body", "The request body \(error.explanation(of: coding)).")
            }
        }
        return plain
    }
}
