internal import Synchronization
internal import TuttiComposition

/// The files that were read beside those of the folder, certificates for instance, as they looked then.
final class ReadFiles: Sendable {
    private let stamps = Mutex<[String: FileStamp]>([:])

    /// Those of the last load.
    var current: [String: FileStamp] { stamps.withLock { $0 } }

    /// The folder was loaded, and these were read.
    func replace(with files: [String: FileStamp]) {
        stamps.withLock { $0 = files }
    }
}
