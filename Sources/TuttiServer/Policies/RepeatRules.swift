internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// How an endpoint knows a request that is repeated, and what it keeps of the response.
final class RepeatRules: Sendable {
    /// The name of the endpoint.
    let endpoint: String
    /// How long a response is kept, in seconds.
    let seconds: Int
    /// Where responses are kept.
    let store: any RepeatStore
    /// The client's headers that the endpoint reads or passes on, which say what is asked; in lower case.
    let headers: [String]

    /// The rules of an endpoint.
    init(_ endpoint: EndpointPlan, _ plan: RepeatPlan, services: [ServicePlan], store: any RepeatStore) {
        self.endpoint = endpoint.name
        self.store = store
        seconds = max(1, Int(clamping: plan.time.nanoseconds / 1_000_000_000))
        let read = endpoint.readParameters
        var names = Set(read.headers.names)
        if read.headers.isOpen { names.formUnion(Self.credentials) }
        if read.cookies.isOpen || !read.cookies.names.isEmpty { names.insert("cookie") }
        for call in endpoint.calls where services.indices.contains(call.service) {
            names.formUnion((call.forwardedHeaders ?? services[call.service].forwardedHeaders).map(\.canonicalName))
        }
        headers = names.subtracting(Self.unheeded).sorted()
    }

    /// By which clients show who they are; of a client that the gateway knows, they may change between two requests.
    static let credentials: Set<String> = ["authorization", "cookie", "dpop"]

    /// What differs between a request and its repetition, or is heeded in any case.
    private static let unheeded: Set<String> = [
        "idempotency-key", "x-request-id", "traceparent", "tracestate", "baggage", "content-type", "content-encoding",
        "content-length", "user-agent", "date",
    ]
}
