import HTTPTypes
import Testing
import TuttiPlan
import TuttiPolicies
import TuttiResilience
import TuttiUpstream

@testable import TuttiServer

struct IssuerEndpointTests {
    private static let secret = Secret("p:ss w\u{F6}rd")

    private func endpoint(
        _ issuer: ScriptedIssuer, _ authentication: OAuthClient.Authentication = .basic
    ) throws -> IssuerEndpoint {
        let address = try #require(IssuerAddress("https://id.example.com/token?a=b"))
        let client = OAuthClient(id: "tutti&co", secret: Self.secret, authentication: authentication)
        return IssuerEndpoint(address, client: client, transport: issuer)
    }

    private static func issuer(_ status: Int, _ body: String) -> ScriptedIssuer {
        ScriptedIssuer { _ in .response(UpstreamResponse(status: status, body: Array(body.utf8))) }
    }

    private static let form: RequestForm = {
        var form = RequestForm()
        form.append("grant_type", "client_credentials")
        form.append("scope", "a b")
        return form
    }()

    private func failure(_ issuer: ScriptedIssuer, _ form: RequestForm = form) async throws -> IssuerFailure? {
        let endpoint = try endpoint(issuer)
        do throws(IssuerFailure) {
            _ = try await endpoint.token(form)
            return nil
        } catch {
            return error
        }
    }

    /// RFC 6749, 2.3.1: `tutti%26co:p%3Ass+w%C3%B6rd` in base64.
    @Test func saysInAHeaderWhoItIs() async throws {
        let issuer = Self.issuer(200, #"{"access_token":"t","token_type":"Bearer"}"#)
        let token = try await endpoint(issuer).token(Self.form)
        #expect(token.accessToken == Secret("t") && token.type == "bearer")
        let sent = try #require(issuer.sent.first)
        #expect(issuer.requests == ["https://id.example.com:443/token?a=b"])
        #expect(sent.call.method == .post)
        #expect(String(decoding: sent.body ?? [], as: UTF8.self) == "grant_type=client_credentials&scope=a+b")
        #expect(sent.call.headers[.authorization] == "Basic dHV0dGklMjZjbzpwJTNBc3MrdyVDMyVCNnJk")
        #expect(sent.call.bodyFields[.contentType] == "application/x-www-form-urlencoded")
        #expect(sent.call.maximumResponseBytes == 1 << 20 && sent.deadline == .zero + .seconds(5))
    }

    @Test func saysInTheFormWhoItIs() async throws {
        let issuer = Self.issuer(200, #"{"access_token":"t","token_type":"Bearer"}"#)
        _ = try await endpoint(issuer, .post).token(Self.form)
        let sent = try #require(issuer.sent.first)
        let fields = "&client_id=tutti%26co&client_secret=p%3Ass+w%C3%B6rd"
        #expect(String(decoding: sent.body ?? [], as: UTF8.self) == "grant_type=client_credentials&scope=a+b" + fields)
        #expect(sent.call.headers[.authorization] == nil)
    }

    @Test func saysWhyThereIsNoToken() async throws {
        let refusal = Self.issuer(400, #"{"error":"invalid_grant","error_description":"It is over"}"#)
        var failure = try await failure(refusal)
        #expect(failure?.code == "invalid_grant")
        #expect(failure?.message == "https://id.example.com/token refuses it as invalid_grant: It is over")
        failure = try await self.failure(Self.issuer(502, "<html>"))
        #expect(failure?.message == "https://id.example.com/token has sent the status 502")
        failure = try await self.failure(Self.issuer(200, "<html>"))
        #expect(failure == IssuerFailure(message: "what https://id.example.com/token sends is no JSON object"))
        failure = try await self.failure(
            ScriptedIssuer { _ in .failure(UpstreamFailure(.connect, "connection refused")) })
        #expect(failure == IssuerFailure(message: "https://id.example.com/token: connection refused"))
    }

    @Test(arguments: [301, 302, 303, 307, 308, 201, 204])
    func takesAnythingButOKForAFailure(status: Int) async throws {
        let issuer = Self.issuer(status, #"{"access_token":"t","token_type":"Bearer"}"#)
        #expect(try await failure(issuer)?.message == "https://id.example.com/token has sent the status \(status)")
        #expect(issuer.requests.count == 1)
    }

    /// An issuer that repeats what it was sent doesn't bring it into the log.
    @Test(arguments: ["p:ss w\u{F6}rd", "the code of-the-client is unknown"])
    func repeatsNoSecret(description: String) async throws {
        var form = Self.form
        form.append("code", Secret("of-the-client"))
        let issuer = Self.issuer(400, #"{"error":"invalid_grant","error_description":"\#(description)"}"#)
        let failure = try await failure(issuer, form)
        #expect(failure?.message == "https://id.example.com/token refuses it as invalid_grant")
    }
}

extension [HTTPField] {
    fileprivate subscript(name: HTTPField.Name) -> String? { first { $0.name == name }?.value }
}
