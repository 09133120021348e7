internal import TuttiComposition
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem

/// A file that has the instances of a service, and how it looked when it was read last.
struct InstanceFile: Sendable {
    let path: String
    private var stamp: FileStamp?

    /// A file that was not read yet.
    init(path: String) {
        self.path = path
    }

    /// Reads it, if it is not as it was the last time.
    mutating func read() -> LookUpResult {
        // Before it is read: a change during that is seen the next time.
        let now = FileStamp(of: path)
        guard now != stamp else { return .unchanged }
        guard let bytes = PlainFile.read(path, limit: InstanceList.sizeLimit + 1) else {
            return .failed(.unreadable(PlainFile.isThere(path) ? "it can't be read" : "there is no such file"))
        }
        stamp = now
        do throws(InstanceList.Unreadable) {
            let list = try InstanceList(bytes)
            return list.instances.isEmpty
                ? .failed(.empty) : .found(LookUpResult.Found(list.instances, lifetime: .zero))
        } catch {
            return .failed(.unreadable(error.description))
        }
    }
}
