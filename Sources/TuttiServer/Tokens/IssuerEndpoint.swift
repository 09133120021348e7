internal import HTTPTypes
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// An address of an issuer that the gateway itself asks: for keys, for a token, or about one.
///
/// No redirect is followed: who is asked stands in the files. A response has 5 s, and 1 MiB.
struct IssuerEndpoint: Sendable {
    /// How long a response may take.
    static let time = TimeSpan.seconds(5)
    /// The bytes that a response may have.
    static let longestResponse = 1 << 20

    /// Where it is.
    let address: IssuerAddress
    /// What reaches it.
    let transport: any UpstreamRuntime

    private let call: UpstreamCall
    private let instance: UpstreamInstance
    /// What the gateway is to the issuer; nil for an endpoint that asks nobody.
    private let client: OAuthClient?

    /// An endpoint that is sent GET.
    init(_ address: IssuerAddress, wanted: [HTTPField.Name] = [], transport: any UpstreamRuntime) {
        self.init(address, .get, nil, wanted: wanted, transport)
    }

    /// An endpoint that is sent forms by a client of the issuer's.
    init(_ address: IssuerAddress, client: OAuthClient, transport: any UpstreamRuntime) {
        self.init(address, .post, client, wanted: [], transport)
    }

    private init(
        _ address: IssuerAddress, _ method: HTTPRequest.Method, _ client: OAuthClient?, wanted: [HTTPField.Name],
        _ transport: any UpstreamRuntime
    ) {
        self.address = address
        self.transport = transport
        self.client = client
        var headers = [HTTPField(name: .accept, value: "application/json")]
        if let value = client?.authorization { headers.append(HTTPField(name: .authorization, value: value)) }
        call = UpstreamCall(
            method: method, label: "an issuer", headers: headers,
            bodyFields: [HTTPField(name: .contentType, value: "application/x-www-form-urlencoded")],
            connectTimeout: .seconds(2), maximumResponseBytes: Self.longestResponse, wantedHeaders: wanted)
        let origin = UpstreamOrigin(scheme: address.isSecure ? .https : .http, host: address.host, port: address.port)
        instance = UpstreamInstance(origin: origin)
    }

    /// What it sends with the status 200.
    nonisolated(nonsending) func get() async throws(IssuerFailure) -> UpstreamResponse {
        try checked(await send(nil))
    }

    /// What it sends with the status 200 when it gets a form, to which is added who the client is.
    ///
    /// - Throws: the `error` of its response where it has one.
    nonisolated(nonsending) func post(_ form: RequestForm) async throws(IssuerFailure) -> UpstreamResponse {
        var form = form
        client?.add(to: &form)
        let response = try await send(form.bytes)
        let secrets = form.secrets + (client.map { [$0.secret] } ?? [])
        if response.status != 200, let refusal = TokenRefusal(response.body, sent: secrets) {
            let description = refusal.description.map { ": \($0)" } ?? ""
            throw IssuerFailure(
                message: "\(address) refuses it as \(refusal.code)\(description)", code: refusal.code,
                status: response.status)
        }
        return try checked(response)
    }

    /// The token that it gives for a form.
    nonisolated(nonsending) func token(_ form: RequestForm) async throws(IssuerFailure) -> TokenResponse {
        let response = try await post(form)
        do throws(TokenResponse.Defect) {
            return try TokenResponse(response.body)
        } catch {
            throw IssuerFailure(message: "what \(address) sends \(error.rawValue)")
        }
    }

    private func checked(_ response: UpstreamResponse) throws(IssuerFailure) -> UpstreamResponse {
        guard response.status == 200 else {
            throw IssuerFailure(message: "\(address) has sent the status \(response.status)", status: response.status)
        }
        return response
    }

    private nonisolated(nonsending) func send(_ body: [UInt8]?) async throws(IssuerFailure) -> UpstreamResponse {
        let request = UpstreamRequest(
            call: call, instance: instance, target: address.target, body: body, deadline: transport.now + Self.time)
        switch await transport.send(request) {
        case .response(let response): return response
        case .failure(let failure): throw IssuerFailure(message: "\(address): \(failure.message)")
        }
    }
}
