internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// Fetches the keys of an issuer, once.
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

    /// The keys.
    func run() async throws(IssuerFailure) -> Fetched {
        let address: IssuerAddress
        switch keys {
        case .set(let set): return Fetched(set: set, lifetime: nil)
        case .address(let known): address = known
        case .discovered(let description): address = try await discovered(description)
        }
        let response = try await get(address)
        do throws(JSONWebKeySetDefect) {
            return Fetched(set: try JSONWebKeySet(response.body), lifetime: Self.lifetime(response))
        } catch {
            throw IssuerFailure(message: "of what \(address) sends, \(error)")
        }
    }

    /// Where the issuer says that its keys are (OpenID Connect Discovery 1.0, 4.2 and 4.3).
    private func discovered(_ description: IssuerAddress) async throws(IssuerFailure) -> IssuerAddress {
        let response = try await get(description)
        guard let document = try? JSONDocument(parsing: response.body),
            let named = document.root.member("issuer")?.string
        else { throw IssuerFailure(message: "\(description) has no description of an issuer") }
        guard named.utf8.elementsEqual(issuer.utf8) else {
            throw IssuerFailure(
                message: "\(description) is of another issuer: its name must be the same to the last byte")
        }
        guard let text = document.root.member("jwks_uri")?.string, let address = IssuerAddress(text) else {
            throw IssuerFailure(message: "\(description) names no jwks_uri that begins with https://")
        }
        return address
    }

    private func get(_ address: IssuerAddress) async throws(IssuerFailure) -> UpstreamResponse {
        try await IssuerEndpoint(address, wanted: [.cacheControl], transport: transport).get()
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
