import ChildProcess
import Foundation
import NIOHTTP1
import TestCertificates
import Testing

/// Tokens that are bound to something that the client has (RFC 8705, 3; RFC 9449), over TLS.
@Suite struct BoundTokensTests {
    /// Of `seven` for `shop`, good until 2100, signed with ``secret`` and bound to `TestCertificates.client`.
    private static let certified = """
        eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6InNldmVuIiw\
        iZXhwIjo0MTAyNDQ0ODAwLCJjbmYiOnsieDV0I1MyNTYiOiJGTTA3aTlYdUdVSG5GSkh0emtiM0phamRxb2pGenc3dllQNms2czR\
        sSXRnIn19.2oknciWEl8NZhFGXCzCL9qglC_nIzitgxJ5l9295vCQ
        """

    /// The same, bound to ``key``.
    private static let keyed = """
        eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwiYXVkIjoic2hvcCIsInN1YiI6InNldmVuIiw\
        iZXhwIjo0MTAyNDQ0ODAwLCJjbmYiOnsiamt0IjoidkJleWFaS29vd2k2cUFJZFdBbkJaLUJrYml2WVhudkZBeXdQa0VPdy1QQSJ\
        9fQ.ikpewFBQJ68KsxRknh8XPpGaguaL0x8fPb-oF3R0t3Q
        """

    /// The SHA-256 of ``keyed``.
    private static let hash = "AHfH-ZaiMqS2GHJonQ2_a5fsz4qpZDsO3CvnIaj-AZA"

    private static let secret =
        #"{"kty":"oct","k":"YSBzZWNyZXQgb2YgdGhlIHRlc3RzIHRoYXQgaXMgbG9uZ2VyIHRoYW4gMzIgYnl0ZXM"}"#

    /// Made for the tests; `AQAB` is the exponent.
    private static let modulus = """
        r3OO3KQoZtSmUwSNpj8rubRboZpBerlpZsjWxleIcz9WzkTwGh16as5BHnbXtRjDytqB8_xjg0mIbSp-NOq3UPQ2lF69zSCangI2\
        nvUYc4k-SJH3VGxv6vS8RjQg9TSI7KmOqsUsT7257F10dTg43-l2qYdrAGq9tb_srK-rE3eW8Zk5f7rATmqC8nE5E1J1bdlCYsks\
        9FKOh4QYi_gnmliQLGAi6voyikHLJGlZ34fqG6h-WPr9Fypq7jyMP-3ZA4Pivi0l9m0gTCLbLJiUzgPdZHTZ_aoHwKrORp42OglX\
        X_C9QuWPTkX3koucktZ-6TY5_XLMij-_bVJxh2w-Sw
        """

    private static let key = """
        -----BEGIN PRIVATE KEY-----
        MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCvc47cpChm1KZT
        BI2mPyu5tFuhmkF6uWlmyNbGV4hzP1bORPAaHXpqzkEedte1GMPK2oHz/GODSYht
        Kn406rdQ9DaUXr3NIJqeAjae9RhziT5IkfdUbG/q9LxGNCD1NIjsqY6qxSxPvbns
        XXR1ODjf6Xaph2sAar21v+ysr6sTd5bxmTl/usBOaoLycTkTUnVt2UJiySz0Uo6H
        hBiL+CeaWJAsYCLq+jKKQcskaVnfh+obqH5Y+v0XKmruPIw/7dkDg+K+LSX2bSBM
        ItssmJTOA91kdNn9qgfAqs5GnjY6CVdf8L1C5Y9ORfeSi5yS1n7pNjn9csyKP79t
        UnGHbD5LAgMBAAECggEABLmFwIRSgDO8HOKJAU/p2LDg13u6Gq4b3AQ5ixLNXl53
        cyDhHwWUh9lxCyXOeOvR+J2kv+dtM0ULfaEWJUz9eG/IeSYJ/ML4LEbJUMOEj+FD
        bPHdVAfYMF68eTQrKl8/9rDkN3i4JkI+MP1ynDt820QZXscCRyXDYRMU3QZIAu37
        QVoRMzN9/v63U3GdQyp/GWRIobbsHw5hgYA83TSqyn929w3FLRdNS8i0Rh2sLguc
        RM34MkA+HlZSqSaPmfT1vOpVrfzTSUgkOp5HxY2iD7h+AD3Do9KD3SaytO2tcN0J
        PL4zL0MmwIyVnFtC0dRd1O0+iAQFkh0UaMcujxNcMQKBgQDZkrSiTza8iXcbEtBa
        hiuGX7dT23Sb38q/wAq7Z31Ey8gLjhRYft+bq5qcpHCSOJJpugQdqSQNS5hgPEoD
        RXduYjuvlUIZE5lP7n3AHWA7++vzuDP7U/hgfaIiutfIbBZkLrF9OZZAF38IQr7T
        gl3ENF7rhxqFDXycYKE3AnRlEQKBgQDOcF+v+rhmVj39mMDAdbx/IuqvpaOlalS2
        +6KBwNJnVxLbPQajWYozyK1QX1eH/T/ep/W0qqaOIvmvShRFvgN6xgThRvffTHaE
        XfU3g7z79SQQu0z/y6/o7IwWYr2yN3sSErKawBSJD/MtjKU7Z2Gwuj7Vl7+YVifN
        dn9giP49mwKBgQDKaiUpF78Zul4XzvIONeLKWcQp/PJIjfSHXjfdz9MILPoIXf9p
        sWeA4S6vaoDcWEtGl2t62MAUqm6xoYVN89O/2x4iJR9gSw6IAZ32HJ5KT/5dONML
        kDx0MI2l9+QGryBJxfMUSH4TVIi3e7ki95cakYp5XrD6deinZ3K0xdDZsQKBgGwk
        K8wI/+4EAYdGLLrlMjA7f0sx7u7pK6WLXg6wjse5slQMvNx3PFFyL3Ap8bV4MawW
        ujzBJGzS3482tDXwmuwGrWnBfnmIGZGvkpRZO3eVbCYjp+tbrTPMLnpPkWW5cIwA
        JXWxZ1CBfXb/9VKQDnnApsfHLYPEpicYixNr0Bs/AoGAEkDJs+jq7bqGDOgrmqQI
        1w0uuAZ53gXvzESWrOfqara5/U0+c8jwq9V1rwk5Tyc93bt0Ir6A6QSE8kJNTk8S
        X8TuVSJ5mJLFMfKxlcWVLxbtRTUXgOuZdbpeuucTpk5plAlXkjJNehIQT/EXejgO
        SEnyF4x4uJnA0jjbT7Yd/9A=
        -----END PRIVATE KEY-----

        """

    private func serving(_ body: (Int, CertificateFolder) async throws -> Void) async throws {
        let files = try CertificateFolder()
        let keys = try TemporaryFolder(["secret.json": Self.secret])
        let secret = keys.url.appendingPathComponent("secret.json").path
        let gateway = """
            listen: \(files.listen(tls: "clients: { ca: \(files.path("ca.pem")), required: false }"))
            auth: { own: { jwt: { issuer: "https://id.example.com", audience: shop, algorithms: [HS256], keys: "\(secret)" } } }
            defaults: { auth: own }
            services: {}
            """
        try await RunningGateway.serving(
            gateway: gateway, endpoints: "route: /who/{id}\nrespond: { body: claims.sub }\n"
        ) { try await body($0.port, files) }
    }

    private func ask(_ port: Int, _ tls: TLSClient, _ headers: [(String, String)]) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: port, tls: tls) { connection in
            try await connection.request(.GET, "/who/1?a=b", headers: headers)
        }
    }

    @Test func aTokenOfACertificateIsGoodWithThatCertificateAlone() async throws {
        try await serving { port, _ in
            let own = TLSClient(certificate: (TestCertificates.client, TestCertificates.clientKey))
            let token = [("authorization", "Bearer \(Self.certified)")]
            let good = try await ask(port, own, token)
            #expect(good.status == 200 && good.body == "\"seven\"")
            for tls in [TLSClient(), TLSClient(certificate: (TestCertificates.shop, TestCertificates.shopKey))] {
                let response = try await ask(port, tls, token)
                #expect(response.status == 401)
                #expect(response.headers["www-authenticate"] == [#"Bearer error="invalid_token""#])
            }
        }
    }

    @Test func aTokenOfAKeyIsGoodWithAProofOfThatKeyAlone() async throws {
        try await serving { port, _ in
            let token = ("authorization", "DPoP \(Self.keyed)")
            let proof = try await proof(of: "https://localhost/who/1", id: "1")
            let good = try await ask(port, TLSClient(), [token, ("dpop", proof)])
            #expect(good.status == 200 && good.body == "\"seven\"")
            let again = try await ask(port, TLSClient(), [token, ("dpop", proof)])
            let expected = #"DPoP error="invalid_dpop_proof", algs="ES256 EdDSA PS256 RS256""#
            #expect(again.status == 401 && again.headers["www-authenticate"] == [expected])
            let other = try await self.proof(of: "https://localhost/who/2", id: "2")
            #expect(try await ask(port, TLSClient(), [token, ("dpop", other)]).status == 401)
            let clear = try await self.proof(of: "http://localhost/who/1", id: "3")
            #expect(try await ask(port, TLSClient(), [token, ("dpop", clear)]).status == 401)
            #expect(try await ask(port, TLSClient(), [token]).status == 401)
            let bearer = ("authorization", "Bearer \(Self.keyed)")
            let further = try await self.proof(of: "https://localhost/who/1", id: "4")
            #expect(try await ask(port, TLSClient(), [bearer, ("dpop", further)]).status == 401)
        }
    }

    /// A proof of now for a GET of that address, signed by the `openssl` of the system.
    private func proof(of address: String, id: String) async throws -> String {
        let head = #"{"typ":"dpop+jwt","alg":"RS256","jwk":{"kty":"RSA","e":"AQAB","n":"\#(Self.modulus)"}}"#
        let now = Int(Date().timeIntervalSince1970)
        let claims = #"{"jti":"\#(id)","htm":"GET","htu":"\#(address)","iat":\#(now),"ath":"\#(Self.hash)"}"#
        let signed = Self.base64URL(Data(head.utf8)) + "." + Self.base64URL(Data(claims.utf8))
        let folder = try TemporaryFolder(["key.pem": Self.key, "input": signed, "none": ""])
        func path(_ name: String) -> String { folder.url.appendingPathComponent(name).path }
        let none = try FileHandle(forReadingFrom: folder.url.appendingPathComponent("none"))
        let program = try ChildProcess(
            "/usr/bin/openssl",
            ["dgst", "-sha256", "-sign", path("key.pem"), "-out", path("signature"), path("input")],
            input: none.fileDescriptor, output: none.fileDescriptor)
        try await eventually("it is signed") { program.exitCode != nil }
        let signature = try Data(contentsOf: folder.url.appendingPathComponent("signature"))
        return signed + "." + Self.base64URL(signature)
    }

    private static func base64URL(_ data: Data) -> String {
        String(data.base64EncodedString().compactMap { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 == "=" ? nil : $0 })
    }
}
