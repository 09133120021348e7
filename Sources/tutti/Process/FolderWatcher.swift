internal import Dispatch
internal import TuttiComposition
internal import TuttiResilience

/// `--watch`: looks at the folder again and again, and asks for a reload when it has changed.
struct FolderWatcher: Sendable {
    private let folder: String
    private var watch: FolderWatch

    /// A watcher of a folder that is about to be loaded for the first time.
    init(folder: String) {
        self.folder = folder
        watch = FolderWatch(loaded: FolderFingerprint(of: folder))
    }

    /// Watches until the task is cancelled.
    ///
    /// - Parameters:
    ///   - files: what was read beside the folder at the last load, whoever has asked for it.
    ///   - load: returns when the folder has been loaded.
    consuming func run(files: ReadFiles, _ load: () async -> Void) async {
        var pause = FolderWatch.interval
        while (try? await Task.sleep(for: .nanoseconds(pause.nanoseconds))) != nil {
            watch.filesWereRead(files.current)
            let (now, effort) = await look()
            switch watch.looked(now, at: SystemClock.now, effort: effort) {
            case .look(let interval): pause = interval
            case .load:
                await load()
                pause = FolderWatch.interval
            }
        }
    }

    /// On a thread of its own: a network file system that hangs must not take one of the few that run tasks, the one that
    /// ends the gateway among them.
    private func look() async -> (FolderFingerprint, effort: TimeSpan) {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { [folder, files = watch.files] in
                let before = SystemClock.now
                let fingerprint = FolderFingerprint(of: folder, files: files)
                continuation.resume(returning: (fingerprint, SystemClock.now - before))
            }
        }
    }
}
