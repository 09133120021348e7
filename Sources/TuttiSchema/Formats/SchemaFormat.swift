/// The formats that are checked.
enum SchemaFormat: String, CaseIterable, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case email
    case uri
    case uuid
    case ipv4
    case ipv6

    /// Whether a text, which is UTF-8, has the format.
    func matches(_ text: Span<UInt8>) -> Bool {
        switch self {
        case .dateTime: TimeFormat.isDateTime(text)
        case .date: TimeFormat.isDate(text)
        case .time: TimeFormat.isTime(text)
        case .email: EmailFormat.matches(text)
        case .uri: URIFormat.matches(text)
        case .uuid: Self.isUUID(text)
        case .ipv4: AddressFormat.isIPv4(text)
        case .ipv6: AddressFormat.isIPv6(text)
        }
    }

    /// What is expected, for messages.
    var words: String {
        switch self {
        case .dateTime: "a date and time as in 2026-11-30T12:00:00Z (RFC 3339)"
        case .date: "a date as in 2026-11-30"
        case .time: "a time as in 12:00:00Z (RFC 3339)"
        case .email: "an e-mail address"
        case .uri: "a URI with a scheme"
        case .uuid: "a UUID"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        }
    }

    /// RFC 9562, section 4.
    private static func isUUID(_ text: Span<UInt8>) -> Bool {
        guard text.count == 36 else { return false }
        for index in text.indices {
            let isHyphen = index == 8 || index == 13 || index == 18 || index == 23
            guard isHyphen ? text[index] == UInt8(ascii: "-") : text[index].isHexadecimalDigit else { return false }
        }
        return true
    }
}
