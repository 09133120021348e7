/// The path of a request as it was sent, in segments: what is forwarded, byte for byte.
///
/// Slashes are never merged and nothing is decoded; its segments are those of ``DecodedPath``.
package struct RawPath {
    private let path: Substring

    /// A path that begins with `/`.
    package init(_ path: Substring) {
        self.path = path
    }

    /// What is left behind so many segments: it begins with `/`, and is empty where nothing is left.
    ///
    /// Behind two segments of `/api/orders/a%2Fb//c` that is `/a%2Fb//c`, of `/api/orders/` it is `/`, of `/api/orders` nothing.
    package func dropping(_ segments: Int) -> Substring {
        // Also the path of no segments has a slash.
        guard segments > 0 else { return path == "/" ? "" : path }
        var slashes = 0
        let end = path.utf8.firstIndex { byte in
            if byte == UInt8(ascii: "/") { slashes += 1 }
            return slashes > segments
        }
        return end.map { path[$0...] } ?? ""
    }
}
