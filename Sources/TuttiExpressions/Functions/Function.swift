/// The functions, by the names that expressions call them by.
///
/// Those of JMESPath Community Edition, then Tutti's own. What each takes is in ``signature``; what it does is in the file
/// of its family.
enum Function: String, Sendable, CaseIterable {
    // Numbers.
    case abs, avg, ceil, floor, max, min, sum
    case toNumber = "to_number"
    // Text.
    case endsWith = "ends_with"
    case findFirst = "find_first"
    case findLast = "find_last"
    case join, lower, replace, split, trim, upper
    case padLeft = "pad_left"
    case padRight = "pad_right"
    case startsWith = "starts_with"
    case toString = "to_string"
    case trimLeft = "trim_left"
    case trimRight = "trim_right"
    // Arrays.
    case contains, length, map, reverse, sort, zip
    case groupBy = "group_by"
    case maxBy = "max_by"
    case minBy = "min_by"
    case sortBy = "sort_by"
    case toArray = "to_array"
    // Objects.
    case fromItems = "from_items"
    case items, keys, merge, values
    // Any value.
    case notNull = "not_null"
    case type
    // Tutti's own.
    case concat, lookup, now, round
    case deepMerge = "deep_merge"
    case encodeURI = "encode_uri"
    case formatNumber = "format_number"
    case indexBy = "index_by"
    case parseJSON = "parse_json"
    case toFixed = "to_fixed"

    /// Whether the same arguments always give the same result.
    var isPure: Bool { self != .now }

    /// Help with the nearest name, else with what other languages call so, else with all there are.
    static func suggestion(for name: String) -> String {
        let names = allCases.map(\.rawValue)
        if let nearest = NearestName.to(name, among: names) { return "did you mean `\(nearest)`?" }
        switch name.lowercased() {
        case "count", "size", "len": return "write `length(a)`"
        case "total": return "write `sum(a)`"
        case "average", "mean": return "write `avg(a)`"
        case "tofixed", "decimals": return "write `to_fixed(a, `2`)`"
        case "default", "coalesce", "ifnull", "nvl": return "write `a || b`, or `not_null(a, b)`"
        case "if", "iif": return "write `condition ? a : b`"
        case "filter", "where": return "write `a[?condition]`"
        case "first", "last": return "write `a[0]`, `a[-1]`"
        case "substring", "substr", "slice": return "write `a[0:3]`"
        case "lowercase", "to_lower", "uppercase", "to_upper": return "write `lower(a)`, `upper(a)`"
        default: return "there are " + names.sorted().joined(separator: ", ")
        }
    }
}
