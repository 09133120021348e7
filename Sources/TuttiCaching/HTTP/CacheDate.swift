internal import TuttiPolicies
internal import TuttiResilience

/// A date of `Date`, `Expires` or `Last-Modified`, as caches read it: the case of letters is ignored (RFC 9111, 4.2).
enum CacheDate {
    /// Seconds since 1970; nil for what is no date.
    static func read(_ value: String, now: Int64) -> Int64? {
        let trimmed = ASCII.trimmed(value[...])
        if let date = HTTPDate(String(trimmed), secondsSince1970: Int(clamping: now)) { return date.seconds }
        var previous: UInt8 = 0
        var bytes = trimmed.utf8.map { byte in
            defer { previous = byte }
            guard ASCII.isLetter(byte) else { return byte }
            return ASCII.isLetter(previous) ? byte | 0x20 : byte & ~0x20
        }
        if bytes.suffix(4).elementsEqual(" Gmt".utf8) { bytes.replaceSubrange((bytes.count - 3)..., with: "GMT".utf8) }
        return HTTPDate(String(decoding: bytes, as: UTF8.self), secondsSince1970: Int(clamping: now))?.seconds
    }
}
