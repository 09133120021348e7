/// What `If-Match` and `If-None-Match` ask for (RFC 9110, 13.1).
package enum EntityTagCondition: Sendable, Equatable {
    /// `*`: any state, if there is one at all.
    case any
    /// One of these.
    case tags([EntityTag])

    /// Reads the values of all headers of that name; nil for what is neither `*` nor a list of tags.
    package init?(_ values: [String]) {
        if values.count == 1, ASCII.trimmed(values[0][...]) == "*" {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        for value in values {
            var rest = value.utf8[...]
            while let next = rest.first {
                if next == UInt8(ascii: ",") || ASCII.isSpace(next) {
                    rest = rest.dropFirst()
                    continue
                }
                // A comma may stand within a tag.
                guard let open = rest.firstIndex(of: EntityTag.quote),
                    let close = rest[rest.index(after: open)...].firstIndex(of: EntityTag.quote),
                    let tag = EntityTag(value[rest.startIndex...close])
                else { return nil }
                tags.append(tag)
                rest = rest[rest.index(after: close)...]
                guard rest.isEmpty || rest.first.map({ $0 == UInt8(ascii: ",") || ASCII.isSpace($0) }) == true else {
                    return nil
                }
            }
        }
        guard !tags.isEmpty else { return nil }
        self = .tags(tags)
    }
}
