internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiPolicies

/// One request and its response, from the end of the header section to the last byte written, whatever carries them.
///
/// Its carrier tells it what arrives, its responder decides what becomes of it, and whoever makes the response gives it to the exchange.
/// What comes too late, after the client has left for instance, is dropped here. Touched on one event loop alone.
final class Exchange {
    /// Where an exchange stands.
    enum Stage {
        /// The responder has not decided what becomes of the request. Can transition to: collecting, answering, answered, over.
        case deciding

        /// The body is read to its end: for the responder, or to be dropped. Can transition to: answering, answered, over.
        case collecting

        /// The response is being made. Can transition to: responding, answered, abandoned, over.
        case answering

        /// The response's head is out, and its body is not complete. Can transition to: answered, over.
        case responding

        /// The whole response was handed to the carrier. Can transition to: over.
        case answered

        /// The client has left, and the task that was to answer still reports what its calls came to. Can transition to: over.
        case abandoned

        /// The responder has counted it.
        case over
    }

    /// Who has sent the request.
    var client: ConnectedClient
    /// What is done to the head of the response behind all that ``editHead(_:)`` has asked for; nil for nothing.
    var edge: EdgeRules?
    /// When the header section had arrived.
    let started: NIODeadline
    let responder: any RequestResponder
    /// What carries the exchange; nil once the client has left or everything is written.
    var carrier: (any ExchangeCarrier)?
    var stage = Stage.deciding

    /// The request's id.
    var id = ""
    /// What the request says.
    var request = RequestHead()

    /// Method and pattern of the endpoint or the route, `GET /profile/{id}`; `none` when none was found.
    var endpointName = "none"
    /// What it is served with; nil when no endpoint and no route was found.
    var generation: Generation?
    /// Index of the endpoint in the plan of ``generation``; nil when none was found.
    var endpoint: Int?
    /// Index of the route in the plan of ``generation``; nil when none was found.
    var route: Int?
    /// Where the request is counted.
    var counter = MetricNames.noEndpoint
    /// The values of the path's parameters.
    var parameters: [String] = []

    /// Who the client has shown itself to be; nil for nobody.
    var identity: Identity?
    /// Why its credentials were not accepted, in a word of the log; nil where they were, or weren't asked for.
    var authenticationFailure: String?
    /// The rule that has refused the request; nil for none.
    var refusingRule: String?
    /// What the access log says of who it is; nil for nothing.
    var logRules: AccessLogRules?

    /// Whether the access log says nothing of the query.
    var hidesQuery = false

    /// The limit that has refused the request.
    var refusedLimit: String?
    /// A limit that only observes and would have refused the request.
    var observedLimit: String?

    /// Where the request is counted among those that run; nil where they aren't.
    var running: RunningRequests?
    /// Whether the request was refused because there was too much to do.
    var isShed = false
    /// Which of the response's optional calls are not made, because there is too much to do; nil makes all.
    var leftOut: Importance?

    /// The client's `Idempotency-Key`, where the endpoint asks for one; nil for none.
    var repeats: RepeatClaim?
    /// What became of it; nil where there is none.
    var repeatMark: RepeatMark?

    /// The most bytes of the body.
    var bodyLimit = 0
    /// The bytes of a body that is collected.
    var body: [UInt8] = []
    /// How the body is read; nil when it is JSON as it is, or nobody reads it.
    var bodyForm: ClientBody?
    /// How many bytes of the body have arrived, those dropped included.
    var bodyBytes = 0
    /// Whether `100 Continue` was said.
    var isContinueSaid = false
    /// The response that is settled before the body has arrived; the body is then read and dropped.
    var settled: ComposedResponse?

    /// What makes the response in its own time.
    var handler: (any ExchangeHandler)?
    /// What makes a whole response; cancelled when the client leaves.
    var task: Task<Void, Never>?
    /// Called when the client leaves while the responder decides; see ``whenAbandoned(_:)``.
    var onAbandonment: (() -> Void)?
    /// What is changed about the head of the response; see ``editHead(_:)``.
    var headEdits: [(inout ResponseHead) -> Void] = []
    /// How many bytes of the body must still be written; nil when its length is unknown.
    var bytesMissing: Int?
    /// Whether both sides have switched to another protocol.
    var isTunnel = false
    /// Whether the body of the response, if it has one, stays behind (RFC 9110, 6.4.1).
    var isBodiless = false

    /// The status of the response; 499 when the client left before there was one.
    var status = 0
    /// How many bytes of body the response has.
    var bytesSent = 0
    /// What happened to each call.
    var calls: [CallReport] = []
    /// What the response cache had to do with the response; nil where it had nothing.
    var cacheUse: CacheUse?
    /// Why parts of the response are null.
    var responseFailures: [String] = []
    /// Whether the client left before the response was written.
    var disconnected = false
    /// Whether the response's body was broken off on this side.
    var isBrokenOff = false

    /// An exchange that begins now.
    init(client: ConnectedClient, started: NIODeadline, carrier: any ExchangeCarrier, responder: any RequestResponder) {
        self.client = client
        self.started = started
        self.carrier = carrier
        self.responder = responder
        if let value = client.rules.strictTransportSecurity {
            headEdits = [
                { head in
                    guard !head.headers.contains(where: { $0.name == .strictTransportSecurity }) else { return }
                    head.headers.append(HTTPField(name: .strictTransportSecurity, value: value))
                }
            ]
        }
    }

    /// What serves the request was found.
    func isServed(by generation: Generation, as name: String, counter: Int) {
        self.generation = generation
        endpointName = name
        self.counter = counter
    }

    /// Whether nothing that is said of the exchange has an effect any more.
    var isOver: Bool { stage == .over }

    /// Whether the response can still be chosen.
    var awaitsResponse: Bool {
        switch stage {
        case .deciding, .collecting, .answering: carrier?.isOpen == true
        case .responding, .answered, .abandoned, .over: false
        }
    }
}
