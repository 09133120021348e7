/// Where a browser comes to after a log-in: a path of this gateway, and nothing that a browser takes for another host.
package enum ReturnPath {
    /// The bytes that one may have; more, and the browser comes to `/`.
    static let longest = 2048

    /// The path that a query asks for with `to`; `/` where it doesn't.
    package static func asked(in query: String) -> String {
        let wanted = QueryList.parameters(of: query).first { $0.hasName("to") }
        return checked(wanted?.decodedValue ?? "/")
    }

    /// The path, if it is one; else `/`.
    ///
    /// Browsers take a backslash for a slash, two of them for the beginning of a host, and skip tabs and line ends. What no
    /// URL has unencoded is refused as well, so that the cookie of a log-in stays one (RFC 3986, 2).
    package static func checked(_ path: String) -> String {
        let bytes = path.utf8
        guard bytes.count <= longest, bytes.first == UInt8(ascii: "/"), bytes.dropFirst().first != UInt8(ascii: "/"),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\".utf8.contains($0) })
        else { return "/" }
        return path
    }
}
