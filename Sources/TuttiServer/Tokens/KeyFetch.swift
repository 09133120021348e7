internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// Fetches the keys of an issuer, once.
///
/// No redirect is followed: an issuer says where its keys are, and nobody else does.
struct KeyFetch: Sendable {
    /// Where the keys come from.
    let keys: TokenWay.Keys
    /// The issuer, byte for byte as its tokens name it.
    let issuer: String
    let transport: any UpstreamRuntime

    /// What came.
    struct Fetched: Sendable {
        let set: JSONWebKeySet
        /// How long it holds, by what the response says; nil where it doesn't.
        let lifetime: TimeSpan?
    }

    /// Why nothing came, in words that fit behind "the keys can't be fetched: ".
    struct Failure: Error {
        let message: String
    }

    private static let time = TimeSpan.seconds(5)

    /// The keys.
    func run() async throws(Failure) -> Fetched {
        let address: KeyAddress
        switch keys {
        case .set(let set): return Fetched(set: set, lifetime: nil)
        case .address(let known): address = known
        case .discovered(let description): address = try await discovered(description)
        }
        let response = try await get(address)
        do throws(JSONWebKeySetDefect) {
            return Fetched(set: try JSONWebKeySet(response.body), lifetime: Self.lifetime(response))
        } catch {
            throw Failure(message: "of what \(address) sends, \(error)")
        }
    }

    /// Where the issuer says that its keys are (OpenID Connect Discovery 1.0, 4.2 and 4.3).
    private func discovered(_ description: KeyAddress) async throws(Failure) -> KeyAddress {
        let response = try await get(description)
        guard let document = try? JSONDocument(parsing: response.body),
            let named = document.root.member("issuer")?.string
        else { throw Failure(message: "\(description) has no description of an issuer") }
        guard named.utf8.elementsEqual(issuer.utf8) else {
            throw Failure(message: "\(description) is of another issuer: its name must be the same to the last byte")
        }
        guard let text = document.root.member("jwks_uri")?.string, let address = KeyAddress(text) else {
            throw Failure(message: "\(description) names no jwks_uri that begins with https://")
        }
        return address
    }

    private func get(_ address: KeyAddress) async throws(Failure) -> UpstreamResponse {
        let call = UpstreamCall(
            method: .get, label: "keys of an issuer", headers: [HTTPField(name: .accept, value: "application/json")],
            connectTimeout: .seconds(2), maximumResponseBytes: JSONWebKeySet.longest,
            wantedHeaders: [.cacheControl])
        let origin = UpstreamOrigin(scheme: address.isSecure ? .https : .http, host: address.host, port: address.port)
        let request = UpstreamRequest(
            call: call, instance: UpstreamInstance(origin: origin), target: address.target,
            deadline: transport.now + Self.time)
        switch await transport.send(request) {
        case .response(let response):
            guard response.status == 200 else {
                throw Failure(message: "\(address) has sent the status \(response.status)")
            }
            return response
        case .failure(let failure): throw Failure(message: "\(address): \(failure.message)")
        }
    }

    /// `max-age` (RFC 9111, 5.2.2.1); `no-store` and `no-cache` say that it holds no time at all.
    static func lifetime(_ response: UpstreamResponse) -> TimeSpan? {
        var seconds: Int?
        for field in response.headers where field.name == .cacheControl {
            for directive in field.value.split(separator: ",") {
                let text = directive.lowercased().filter { $0 != " " && $0 != "\"" }
                if text == "no-store" || text == "no-cache" { return .zero }
                guard text.hasPrefix("max-age="), let number = Int(text.dropFirst(8)), number >= 0 else { continue }
                seconds = min(seconds ?? number, number)
            }
        }
        return seconds.map { .seconds(Int64(min($0, 1 << 30))) }
    }
}
