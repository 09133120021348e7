package import HTTPTypes
internal import TuttiPolicies

/// A header of requests on which a response depends, and what it said in the request that led to it (RFC 9111, 4.1).
package struct VaryTerm: Sendable, Hashable {
    /// A response that depends on more headers is not stored.
    package static let most = 16

    /// The name of the header, in lower case.
    package let name: String
    /// Its values, in a form in which those that mean the same are the same; nil if the request hasn't got it.
    package let value: String?

    /// A term made of its parts, as they were kept.
    package init(name: String, value: String?) {
        self.name = name
        self.value = value
    }

    /// What a response with these headers depends on, of this request.
    ///
    /// - Parameters:
    ///   - fields: the response's.
    ///   - further: names that tell responses apart whatever it says.
    ///   - request: what it is the response to.
    /// - Returns: the terms; nil if the response can never be found again: `Vary: *`, or too many names.
    package static func terms(
        of fields: [HTTPField], and further: [HTTPField.Name] = [], request: CacheRequest
    ) -> [VaryTerm]? {
        var names = further.map(\.canonicalName)
        for field in fields where field.name == .vary {
            for member in ListMembers(field.value) {
                guard member != "*" else { return nil }
                let name = String(decoding: member.utf8.map(ASCII.lowercased), as: UTF8.self)
                if !names.contains(name) { names.append(name) }
            }
        }
        guard names.count <= most else { return nil }
        return names.sorted().map { VaryTerm(name: $0, value: value(of: $0, in: request)) }
    }

    /// Whether a request has the same value.
    package func matches(_ request: CacheRequest) -> Bool {
        switch (value, Self.value(of: name, in: request)) {
        case (nil, nil): true
        case (let kept?, let sent?): ASCII.equal(kept, sent)
        default: false
        }
    }

    /// Several lines count as one list; white space around commas doesn't count, nor does the case of what is registered for content
    /// negotiation (RFC 9110, 12.5).
    private static func value(of name: String, in request: CacheRequest) -> String? {
        let values = request.values(name)
        guard !values.isEmpty else { return nil }
        var bytes: [UInt8] = []
        var isQuoted = false
        for value in values {
            if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
            for byte in value.utf8 {
                if byte == EntityTag.quote { isQuoted.toggle() }
                guard !isQuoted else {
                    bytes.append(byte)
                    continue
                }
                if ASCII.isSpace(byte) {
                    if bytes.last.map({ $0 != UInt8(ascii: ",") && !ASCII.isSpace($0) }) == true { bytes.append(0x20) }
                } else {
                    if byte == UInt8(ascii: ","), bytes.last == 0x20 { bytes.removeLast() }
                    bytes.append(byte)
                }
            }
            if !isQuoted, bytes.last == 0x20 { bytes.removeLast() }
        }
        switch name {
        case "accept", "accept-charset", "accept-encoding", "accept-language":
            bytes = bytes.map(ASCII.lowercased)
        default: break
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
