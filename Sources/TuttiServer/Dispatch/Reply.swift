internal import TuttiEngine

/// How a responder makes a response.
enum Reply {
    /// With this, now.
    case now(ComposedResponse)
    /// By the task, through the port; the task is cancelled when the client leaves.
    case later(Task<Void, Never>)
}
