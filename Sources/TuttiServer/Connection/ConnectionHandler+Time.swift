internal import NIOCore
internal import TuttiResilience
internal import TuttiChannels

/// The time limits of a connection: one timer for all of them.
///
/// It is never armed further off than the shortest of the limits. A deadline set while it is armed can therefore not lie
/// before the moment it fires, and setting one is a store: nothing is scheduled or cancelled per request. The exception
/// is the lingering at the end, for which it is armed anew.
extension ConnectionHandler {
    /// The channel is active: the time of the first request begins.
    func connectionOpened(_ context: ChannelHandlerContext) {
        guard timer.scheduled == nil, phase == .idle else { return }
        loop.opened(self)
        setDeadline(limits.headTime)
        arm()
    }

    /// Lets the present phase last so long from now on.
    ///
    /// While the server is being drained, a client that has sent a part of a request has `drainTime` at most for the rest.
    func setDeadline(_ span: TimeSpan) {
        guard let context else { return }
        let isCut = isDraining && phase.takesRequests
        timer.deadline = context.eventLoop.now + TimeAmount(isCut ? min(span, limits.drainTime) : span)
    }

    /// Arms the timer for the deadline, or for when a nearer one may have been set.
    func arm() {
        timer.cancel()
        guard let context, phase != .closed else { return }
        let furthest = context.eventLoop.now + TimeAmount(limits.shortestTime)
        timer.scheduled = context.eventLoop.assumeIsolated().scheduleTask(
            deadline: min(timer.deadline, furthest)
        ) { self.timerFired() }
    }

    private func timerFired() {
        guard let context, phase != .closed else { return }
        if context.eventLoop.now >= timer.deadline { timedOut(context) }
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

    /// The response has not been written in time: a client that reads it slowly goes on, one that reads nothing is cut off.
    private func writeStalled(_ context: ChannelHandlerContext) {
        let before = output.unwritten
        noteUnwritten()
        guard output.unwritten < before else {
            context.close(promise: nil)
            return
        }
        setDeadline(limits.writeTime)
    }

    /// Notes how much of the response the socket has not taken yet.
    func noteUnwritten() {
        output.unwritten = socket?.unwritten ?? 0
    }

    /// Takes no request after the present one: a connection without a request is closed, and one with a part of one soon.
    func drain() {
        isDraining = true
        switch phase {
        case .idle:
            phase = .closed
            context?.close(promise: nil)
        case .head, .body:
            let before = timer.deadline
            setDeadline(limits.drainTime)
            timer.deadline = min(timer.deadline, before)
            arm()
        case .answering, .writing, .lingering, .closed: break
        }
    }

    /// Whether a client has sent a whole request and has not got its response.
    var owesResponse: Bool { phase == .answering || phase == .writing }

    /// Cuts the connection off, whatever it is doing.
    func cutOff() {
        context?.close(promise: nil)
    }
}
