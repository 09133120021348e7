internal import NIOCore
internal import TuttiEngine

/// What becomes of a request, as its responder decides, at once or later: until then its body is not read.
extension Exchange {
    /// Has the body collected, up to ``bodyLimit``; then the responder is asked for the response.
    func collectBody() {
        guard stage == .deciding else { return }
        decided(.collecting)
        if case .known(let length) = request.bodyLength { body.reserveCapacity(min(length, 64 << 10)) }
        sayContinue()
        carrier?.readBody(streams: false, isAwaited: hasBody)
    }

    /// Has the body handed on as it arrives, up to ``bodyLimit``.
    ///
    /// The handler may hear of the body before this returns, unless the body was paused before.
    ///
    /// - Parameters:
    ///   - handler: makes the response.
    ///   - saysContinue: whether a client that waits for `100 Continue` gets it now; else the handler calls ``sayContinue()``, or answers
    ///     without it.
    ///   - isWhole: whether the body has its time as a whole, as one that is collected; else each part has its own.
    func stream(to handler: any ExchangeHandler, saysContinue: Bool = true, isWhole: Bool = false) {
        guard stage == .deciding else { return }
        decided(.answering)
        self.handler = handler
        if saysContinue { sayContinue() }
        carrier?.readBody(streams: !isWhole, isAwaited: hasBody && !waitsForContinue)
    }

    /// Answers with this once the body has been read and dropped.
    ///
    /// At once if the client waits for `100 Continue`: it has sent no body, and may never do so, so its connection is closed. So is that of
    /// a client which says that its body is longer than ``bodyLimit``.
    func settle(_ response: ComposedResponse) {
        guard stage == .deciding else { return }
        guard !waitsForContinue, !isBodyTooLong else { return send(response, closes: true) }
        decided(.collecting)
        settled = response
        carrier?.readBody(streams: false, isAwaited: hasBody)
    }

    /// Does not serve the request: at once where the connection ends with the response, else as ``settle(_:)`` does.
    ///
    /// A client that waits for `100 Continue` has sent no body when it is refused; the next thing it sends may be that body or a new
    /// request, so its connection is closed.
    func refuse(_ refusal: Refusal) {
        let response = ComposedResponse(refusal, requestID: id)
        if refusal.closes || waitsForContinue {
            send(response, closes: true)
        } else if stage == .deciding {
            settle(response)
        } else {
            send(response)
        }
    }

    /// Has `action` called when the client leaves before a decision; it has no effect after one.
    func whenAbandoned(_ action: @escaping () -> Void) {
        if stage == .deciding { onAbandonment = action }
    }

    /// Says `100 Continue` to a client that waits for it.
    func sayContinue() {
        guard request.awaitsContinue, !isContinueSaid, awaitsResponse else { return }
        isContinueSaid = true
        carrier?.inform(ResponseHead(status: 100))
    }

    /// The request's body is not wanted for now: at most what has been read already, about 16 KiB, is kept.
    func pauseBody() {
        carrier?.setBodyPaused(true, isAwaited: false)
    }

    /// The request's body is wanted again.
    func resumeBody() {
        carrier?.setBodyPaused(false, isAwaited: !waitsForContinue)
    }

    /// Whether the client waits for `100 Continue`, and has not been told it.
    var waitsForContinue: Bool { request.awaitsContinue && !isContinueSaid }

    private var isBodyTooLong: Bool {
        if case .known(let length) = request.bodyLength { length > bodyLimit } else { false }
    }

    private var hasBody: Bool { request.bodyLength != .known(0) }

    private func decided(_ next: Stage) {
        stage = next
        onAbandonment = nil
    }
}
