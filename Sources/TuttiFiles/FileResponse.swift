package import HTTPTypes
package import TuttiEngine
package import TuttiSystem

/// The response of a route that serves files.
package enum FileResponse: Sendable {
    /// There is no file in it: a redirect, 304, a problem.
    case whole(ComposedResponse)
    /// A file or a part of one, and the file, open.
    case file(Part, OpenFile)

    /// What is sent of a file.
    package struct Part: Sendable {
        /// 200, or 206.
        package let status: Int
        /// All headers but `Content-Length`.
        package let headers: [HTTPField]
        /// Which of its bytes are sent.
        package let range: Range<Int>
        let folder: EnclosedFolder
        let path: String
        let state: OpenFile.State

        /// The same file, opened once more; nil if another one has taken its place, or it was changed.
        package func reopened() -> OpenFile? {
            guard case .file(let file) = folder.open(path), file.state == state else { return nil }
            return file
        }
    }
}
