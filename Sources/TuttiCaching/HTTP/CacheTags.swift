package import HTTPTypes
internal import TuttiPolicies

/// By what services want to have responses purged.
package enum CacheTags {
    /// No more tags are kept of one response, and none that is longer.
    static let most = 128
    static let longest = 256
    /// What a cache has to support at least (RFC 9875, 2.1): 32 groups of 32 characters.
    static let mostGroups = 64

    /// `Surrogate-Key`, parted by spaces, and `Cache-Tag`, parted by commas.
    package static func tags(of fields: [HTTPField]) -> [String] {
        var tags: [String] = []
        for field in fields {
            switch field.name {
            case .surrogateKey:
                for part in field.value.utf8.split(whereSeparator: ASCII.isSpace) { add(Substring(part), to: &tags) }
            case .cacheTag: for member in ListMembers(field.value) { add(member, to: &tags) }
            default: break
            }
        }
        return tags
    }

    /// `Cache-Groups`, or `Cache-Group-Invalidation`; none where it can't be read.
    static func groups(_ name: HTTPField.Name, of fields: [HTTPField]) -> [String] {
        let values = fields.compactMap { $0.name == name ? $0.value : nil }
        guard !values.isEmpty else { return [] }
        return (StructuredList.strings(values, most: mostGroups) ?? []).filter { $0.utf8.count <= longest }
    }

    private static func add(_ tag: Substring, to tags: inout [String]) {
        guard tags.count < most, (1...longest).contains(tag.utf8.count) else { return }
        let tag = String(tag)
        if !tags.contains(tag) { tags.append(tag) }
    }
}
