internal import TuttiPlan

/// One call that is to be taken back, with what is needed for that.
struct UndoStep: Sendable {
    /// What there is to do.
    enum Work: Sendable {
        /// To send this.
        case request(CallContent)
        /// Nothing can be sent, for that reason.
        case impossible(String)
    }

    /// The index of the call.
    let index: Int
    let fate: WriteFate
    let call: PreparedCall
    let undo: PreparedUndo
    let service: Service
    let work: Work
    /// What the call has sent; nil where that isn't known.
    let sent: CallContent?
    let session: RequestSession
}
