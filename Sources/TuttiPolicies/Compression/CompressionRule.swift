package import HTTPTypes

/// Which responses are compressed on their way to the client, and what their headers say then.
package struct CompressionRule: Sendable, Equatable {
    /// The least length of a content that is compressed, in bytes: below, nothing is won.
    package var least: Int

    /// A rule.
    package init(least: Int = 1_024) {
        self.least = least
    }

    /// Says whether a response could be compressed for some client.
    ///
    /// Not content that has a coding, is a part (206), or says `no-transform`; nor images and the like, which are compressed already.
    /// Where secrets and what a client chooses stand in one response, compression tells of the secrets by its length (BREACH): that is for
    /// the endpoint to say.
    ///
    /// - Parameters:
    ///   - status: the response's.
    ///   - headers: the response's.
    ///   - length: how long the content is, in bytes; nil for one that arrives.
    /// - Returns: whether it may be compressed; if so, it varies by `Accept-Encoding`, compressed or not.
    package func allows(status: Int, headers: [HTTPField], length: Int?) -> Bool {
        guard status >= 200, ![204, 205, 206, 304].contains(status), length ?? .max >= least else { return false }
        var hasFittingType = false
        for field in headers {
            switch field.name {
            case .contentEncoding:
                if ListMembers(field.value).contains(where: { !ASCII.equalIgnoringCase($0, "identity") }) {
                    return false
                }
            case .contentRange: return false
            case .cacheControl:
                if Self.forbidsTransformation(field.value) { return false }
            case .contentType: hasFittingType = Self.compresses(field.value)
            default: break
            }
        }
        return hasFittingType
    }

    /// Whether a `Cache-Control` has `no-transform` (RFC 9111, 5.2.2.6), of a response or of a request.
    package static func forbidsTransformation(_ cacheControl: String) -> Bool {
        ListMembers(cacheControl).contains { ASCII.equalIgnoringCase($0, "no-transform") }
    }

    /// Sets the headers of a response that ``allows(status:headers:length:)`` lets be compressed, and of its 304.
    ///
    /// - Parameters:
    ///   - headers: the response's.
    ///   - coding: the name of the coding; nil for one that stays as it is, for this client.
    package static func apply(to headers: inout [HTTPField], coding: String?) {
        VaryHeader.add(.acceptEncoding, to: &headers)
        guard let coding else { return }
        // What is said of the bytes is no longer true: length, digests, parts that could be asked for.
        headers.removeAll { ofBytes.contains($0.name.canonicalName) }
        headers.append(HTTPField(name: .contentEncoding, value: coding))
        for index in headers.indices where headers[index].name == .eTag {
            // The bytes are others (RFC 9110, 8.8.1).
            if let tag = EntityTag(headers[index].value) { headers[index].value = tag.weakened.text }
        }
    }

    private static let ofBytes: Set<String> = [
        "accept-ranges", "content-digest", "content-encoding", "content-length", "content-md5", "digest", "repr-digest",
    ]

    /// Whether content of a type becomes shorter.
    package static func compresses(_ contentType: String) -> Bool {
        let type = ASCII.trimmed(contentType.prefix { $0 != ";" }).lowercased()
        return type.hasPrefix("text/") || type.hasSuffix("+json") || type.hasSuffix("+xml") || others.contains(type)
    }

    private static let others: Set<String> = [
        "application/graphql", "application/javascript", "application/json", "application/json-seq",
        "application/vnd.ms-fontobject", "application/wasm", "application/x-javascript", "application/x-ndjson",
        "application/x-www-form-urlencoded", "application/xml", "application/yaml", "font/otf", "font/ttf", "image/bmp",
        "image/x-icon", "image/vnd.microsoft.icon",
    ]
}
