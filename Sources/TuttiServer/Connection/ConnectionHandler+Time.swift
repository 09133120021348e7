internal import NIOCore
internal import TuttiResilience

/// The time limits of a connection: one timer, which is armed lazily.
///
/// It is never armed further off than the shortest of the limits. A deadline set while it is armed can therefore not lie
/// before the moment it fires, and setting one is a store: nothing is scheduled or cancelled per request. The exception
/// is the lingering at the end, for which it is armed anew.
extension ConnectionHandler {
    func connectionOpened(_ context: ChannelHandlerContext) {
        guard timer == nil, phase == .idle else { return }
        loop.opened(self)
        setDeadline(limits.headTime)
        arm()
    }

    /// The present phase may last so long from now on.
    ///
    /// While the server is being drained, what has not sent a whole request has no more than a moment for it.
    func setDeadline(_ span: TimeSpan) {
        guard let context else { return }
        let isCut = isDraining && phase.takesRequests
        deadline = context.eventLoop.now + TimeAmount(isCut ? min(span, limits.drainTime) : span)
    }

    /// Arms the timer for the deadline, or for when a nearer one may have been set.
    func arm() {
        timer?.cancel()
        guard let context, phase != .closed else { return }
        let furthest = context.eventLoop.now + TimeAmount(limits.shortestTime)
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: min(deadline, furthest)) { self.timerFired() }
    }

    private func timerFired() {
        guard let context, phase != .closed else { return }
        if context.eventLoop.now >= deadline { timedOut(context) }
        arm()
    }

    private func timedOut(_ context: ChannelHandlerContext) {
        switch phase {
        case .idle, .lingering:
            phase = .closed
            context.close(promise: nil)
        case .head: refuse(.tooSlow("header section", limit: isDraining ? limits.drainTime : limits.headTime))
        case .body: refuse(.tooSlow("body", limit: isDraining ? limits.drainTime : limits.bodyTime))
        case .writing: writeStalled(context)
        case .answering, .closed: break
        }
    }

    /// The response has not been written in time: a client that takes it slowly goes on, one that takes nothing is cut off.
    private func writeStalled(_ context: ChannelHandlerContext) {
        let before = unwritten
        noteUnwritten()
        guard unwritten < before else {
            context.close(promise: nil)
            return
        }
        setDeadline(limits.writeTime)
    }

    /// Notes how much the system has not taken yet.
    func noteUnwritten() {
        unwritten = socket?.unwritten ?? 0
    }

    /// No request is taken after the present one; a connection without one is closed, and one with a part of one soon.
    func drain() {
        isDraining = true
        switch phase {
        case .idle:
            phase = .closed
            context?.close(promise: nil)
        case .head, .body:
            let before = deadline
            setDeadline(limits.drainTime)
            deadline = min(deadline, before)
            arm()
        case .answering, .writing, .lingering, .closed: break
        }
    }

    /// Whether a client waits for a response that it may have a right to.
    var owesResponse: Bool { phase == .answering || phase == .writing }

    /// Cuts the connection off, whatever it is doing.
    func cutOff() {
        context?.close(promise: nil)
    }
}
