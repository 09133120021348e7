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
    /// Whether it reads all headers.
    let readsAllHeaders: Bool
    /// The cookies that it reads; `cookie` is among ``headers`` where it reads all of them, or passes them on.
    let cookies: [String]
    /// Whether it reads the certificate of the client's connection.
    let readsCertificate: Bool
    /// Whether it reads claims.
    let readsClaims: Bool
    /// By the name of a way: where its credentials stand.
    let credentials: [String: [CredentialPlace]]

    /// The rules of an endpoint.
    init(
        _ endpoint: EndpointPlan, _ plan: RepeatPlan, services: [ServicePlan], ways: [AuthenticationWay],
        store: any RepeatStore
    ) {
        self.endpoint = endpoint.name
        self.store = store
        seconds = max(1, Int(clamping: plan.time.nanoseconds / 1_000_000_000))
        let read = endpoint.readParameters
        var names = Set(read.headers.names)
        if read.cookies.isOpen { names.insert("cookie") }
        for call in endpoint.calls where services.indices.contains(call.service) {
            names.formUnion((call.forwardedHeaders ?? services[call.service].forwardedHeaders).map(\.canonicalName))
        }
        headers = names.subtracting(Self.unheeded).sorted()
        readsAllHeaders = read.headers.isOpen
        cookies = read.cookies.names.sorted()
        readsCertificate = endpoint.reads.contains(.client)
        readsClaims = endpoint.reads.contains(.claims)
        credentials = Dictionary(ways.map { ($0.name, $0.credentials) }) { first, _ in first }
    }

    /// What differs between a request and its repetition, or is heeded in any case.
    static let unheeded: Set<String> = [
        "idempotency-key", "x-request-id", "traceparent", "tracestate", "baggage", "content-type", "content-encoding",
        "content-length", "user-agent", "date",
    ]
}
