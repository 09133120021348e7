internal import Glibc

/// Where a path leads.
package enum RealPath {
    /// The path without links; nil if nothing is there.
    package static func of(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
