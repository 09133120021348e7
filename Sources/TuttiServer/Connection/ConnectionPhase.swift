/// Where a connection stands between one request and the next.
enum ConnectionPhase: Equatable {
    /// Nothing of a next request has arrived, or nothing but empty lines. Can transition to: head, body, writing, closed.
    case idle

    /// A request has begun to arrive and its header section is not complete yet. Can transition to: body, writing, closed.
    case head

    /// A header section has arrived and its body has not. Can transition to: answering, writing, closed.
    case body

    /// The request is being answered; requests behind it wait. Can transition to: writing, closed.
    case answering

    /// The response is being written. Can transition to: idle, lingering, closed.
    case writing

    /// The last response is out and our side is closed; what still comes is dropped. Can transition to: closed.
    case lingering

    /// The channel is closed, or about to be.
    case closed

    /// Whether parts of the next request are handled as they arrive; in other phases they wait.
    var takesRequests: Bool {
        switch self {
        case .idle, .head, .body: true
        case .answering, .writing, .lingering, .closed: false
        }
    }
}
