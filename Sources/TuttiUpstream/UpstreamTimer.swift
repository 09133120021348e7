/// A timer that was scheduled and may be cancelled.
package struct UpstreamTimer: Sendable {
    private let onCancel: @Sendable () -> Void

    /// A timer that `onCancel` takes out of its queue.
    package init(onCancel: @escaping @Sendable () -> Void) {
        self.onCancel = onCancel
    }

    /// Takes the timer back; without effect when it has fired.
    package func cancel() {
        onCancel()
    }
}
