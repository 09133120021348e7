package import HTTPTypes

extension HTTPField.Name {
    /// `CDN-Cache-Control` (RFC 9213).
    package static let cdnCacheControl = constant("CDN-Cache-Control")
    /// `Cache-Status` (RFC 9211).
    package static let cacheStatus = constant("Cache-Status")
    /// `Cache-Groups` (RFC 9875).
    static let cacheGroups = constant("Cache-Groups")
    /// `Cache-Group-Invalidation` (RFC 9875).
    static let cacheGroupInvalidation = constant("Cache-Group-Invalidation")
    /// `Surrogate-Key`.
    static let surrogateKey = constant("Surrogate-Key")
    /// `Cache-Tag`.
    static let cacheTag = constant("Cache-Tag")

    /// What a response is purged by.
    package static let ofPurging: [HTTPField.Name] = [surrogateKey, cacheTag]
    /// What says how long a response may be stored, and by what it is validated.
    package static let ofCaching: [HTTPField.Name] = [
        .cacheControl, cdnCacheControl, .expires, .date, .age, .eTag, .lastModified, .vary, .setCookie, .pragma,
        cacheGroups,
    ]
    /// What an unsafe request says of stored responses.
    package static let ofInvalidation: [HTTPField.Name] = [.location, .contentLocation, cacheGroupInvalidation]

    /// `Pragma`, which HTTP/1.0 had in place of `Cache-Control` (RFC 9111, 5.4).
    static let pragma = constant("Pragma")

    private static func constant(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else { preconditionFailure("\(name) is no name of a header") }
        return name
    }
}
