package import HTTPTypes

/// The headers of a 304 (RFC 9110, 15.4.5).
package enum NotModifiedHeaders {
    /// The names of what describes the content, which a 304 doesn't have; in lower case.
    private static let ofContent: Set<String> = [
        "content-digest", "content-disposition", "content-encoding", "content-language", "content-length",
        "content-md5",
        "content-range", "content-type", "digest", "repr-digest", "trailer", "transfer-encoding",
    ]

    /// Takes from the headers of a 200 what a 304 doesn't have.
    ///
    /// `ETag`, `Vary`, `Cache-Control`, `Expires`, `Date` and `Content-Location` stay, as they must, and whatever is not about the content.
    /// `Last-Modified` goes where there is an `ETag`, which says more.
    package static func reduce(_ headers: inout [HTTPField]) {
        let hasTag = headers.contains { $0.name == .eTag }
        headers.removeAll {
            ofContent.contains($0.name.canonicalName) || hasTag && $0.name == .lastModified
        }
    }
}
