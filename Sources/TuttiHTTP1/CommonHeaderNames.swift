package import HTTPTypes

/// The names that most messages' headers have, made once: each name that is made takes a copy of it in lower case.
package enum CommonHeaderNames {
    /// The name that is written in just these bytes, upper and lower case included; nil of any other.
    package static func name(_ bytes: Span<UInt8>) -> HTTPField.Name? {
        guard var index = place(bytes) else { return nil }
        while texts[index].count > 0 {
            if equal(texts[index], bytes) { return names[index] }
            index = (index + 1) % size
        }
        return nil
    }

    /// A name; nil where the text is not one (RFC 9110, 5.6.2).
    package static func name(_ text: String) -> HTTPField.Name? {
        name(text.utf8.span) ?? HTTPField.Name(text)
    }

    /// A power of two, six times as many as there are names, so that most are found at their first place.
    private static let size = 1024

    /// Where a name is looked for first: its length and three of its characters tell most names apart.
    private static func place(_ bytes: Span<UInt8>) -> Int? {
        let count = bytes.count
        guard count > 0 else { return nil }
        let (first, middle, last) = (Int(bytes[0]), Int(bytes[count / 2]), Int(bytes[count - 1]))
        return (count &* 131 &+ first &* 31 &+ middle &* 17 &+ last &* 7) & (size - 1)
    }

    private static func equal(_ left: [UInt8], _ right: Span<UInt8>) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where left[index] != right[index] { return false }
        return true
    }

    /// The names at their places, and the bytes in which they are written; none where no name is.
    private static let (names, texts) = {
        var names = [HTTPField.Name?](repeating: nil, count: size)
        var texts = [[UInt8]](repeating: [], count: size)
        for text in common.flatMap({ [$0, $0.lowercased()] }) {
            guard let name = HTTPField.Name(text), var index = place(text.utf8.span) else { continue }
            while names[index] != nil { index = (index + 1) % size }
            names[index] = name
            texts[index] = Array(text.utf8)
        }
        return (names, texts)
    }()

    private static let common = [
        "Accept", "Accept-Encoding", "Accept-Language", "Accept-Ranges", "Access-Control-Allow-Credentials",
        "Access-Control-Allow-Headers", "Access-Control-Allow-Methods", "Access-Control-Allow-Origin",
        "Access-Control-Expose-Headers", "Access-Control-Max-Age", "Access-Control-Request-Headers",
        "Access-Control-Request-Method", "Age", "Allow", "Alt-Svc", "Authorization", "Cache-Control", "Connection",
        "Content-Disposition", "Content-Encoding", "Content-Language", "Content-Length", "Content-Location",
        "Content-Range", "Content-Security-Policy", "Content-Type", "Cookie", "Date", "ETag", "Etag", "Expect",
        "Expires", "Forwarded", "Host", "If-Match", "If-Modified-Since", "If-None-Match", "If-Range",
        "If-Unmodified-Since", "Keep-Alive", "Last-Modified", "Link", "Location", "Origin", "Pragma", "Priority",
        "Range", "Referer",
        "Referrer-Policy", "Retry-After", "Sec-CH-UA", "Sec-CH-UA-Mobile", "Sec-CH-UA-Platform", "Sec-Fetch-Dest",
        "Sec-Fetch-Mode", "Sec-Fetch-Site", "Sec-Fetch-User", "Server", "Server-Timing", "Set-Cookie",
        "Strict-Transport-Security", "TE", "Traceparent", "Tracestate", "Trailer", "Transfer-Encoding", "Upgrade",
        "Upgrade-Insecure-Requests", "User-Agent", "Vary", "Via", "WWW-Authenticate", "X-Content-Type-Options",
        "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Frame-Options", "X-Powered-By", "X-Request-ID",
        "X-Request-Id",
    ]
}
