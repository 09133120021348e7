/// Which files a route serves: those of a folder, by the rest of the path.
package struct FilesPlan: Sendable, Equatable {
    /// The folder, from the current folder on or absolute.
    package let folder: String
    /// The folder as the file names it.
    package let source: String
    /// The file that stands in where there is none, a path within the folder; nil for 404.
    package let fallback: String?
    /// The value of `Cache-Control`; nil for none.
    package let cacheControl: String?

    /// A plan made of its parts.
    package init(folder: String, source: String, fallback: String? = nil, cacheControl: String? = nil) {
        self.folder = folder
        self.source = source
        self.fallback = fallback
        self.cacheControl = cacheControl
    }
}
