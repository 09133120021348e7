internal import TuttiEngine

/// How a request is answered.
enum Reply {
    /// With this, now.
    case now(ComposedResponse)
    /// By the task, through the port; the task is cancelled when the client leaves.
    case later(Task<Void, Never>)
}
