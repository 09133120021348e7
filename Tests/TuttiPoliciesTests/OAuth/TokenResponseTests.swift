import Testing

@testable import TuttiPolicies

struct TokenResponseTests {
    private func read(_ body: String) throws(TokenResponse.Defect) -> TokenResponse {
        try TokenResponse(Array(body.utf8))
    }

    @Test func readsAllThatIsThere() throws {
        let response = try read(
            #"{"access_token":"a","token_type":"BEARER","expires_in":60,"refresh_token":"r","id_token":"i","scope":"x y","more":{}}"#
        )
        #expect(response.accessToken == Secret("a") && response.type == "bearer" && response.expiresIn == 60)
        #expect(response.refreshToken == Secret("r") && response.idToken == Secret("i") && response.scope == "x y")
    }

    @Test(
        arguments: [
            ("", nil), (#","expires_in":null"#, nil), (#","expires_in":0"#, 0), (#","expires_in":"3600""#, 3600),
            (#","expires_in":3599.9"#, 3599),
        ] as [(String, Int?)])
    func readsHowLongATokenIsGood(member: String, seconds: Int?) throws {
        #expect(try read(#"{"access_token":"a","token_type":"Bearer"\#(member)}"#).expiresIn == seconds)
    }

    @Test(
        arguments: [
            ("", .noObject), ("[]", .noObject), ("null", .noObject), ("{", .noObject),
            (#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#, .noObject), ("{}", .noToken),
            (#"{"access_token":"","token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":"a\r\nX: y","token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":"a b","token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":"ü","token_type":"Bearer"}"#, .noToken),
            (#"{"access_token":7,"token_type":"Bearer"}"#, .malformed), (#"{"access_token":"a"}"#, .malformed),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":-1}"#, .malformed),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":1e300}"#, .malformed),
            (#"{"access_token":"a","token_type":"Bearer","expires_in":"soon"}"#, .malformed),
            (#"{"access_token":"a","token_type":"Bearer","scope":["a"]}"#, .malformed),
        ] as [(String, TokenResponse.Defect)])
    func takesNothingElse(body: String, defect: TokenResponse.Defect) {
        #expect(throws: defect) { try read(body) }
    }

    @Test func takesNoTokenThatIsTooLong() {
        let token = String(repeating: "a", count: TokenResponse.longestToken + 1)
        #expect(throws: TokenResponse.Defect.noToken) {
            try read(#"{"access_token":"\#(token)","token_type":"Bearer"}"#)
        }
    }

    @Test func aSecretIsInNothingThatIsPrinted() throws {
        let response = try read(#"{"access_token":"hidden","token_type":"Bearer","refresh_token":"hidden"}"#)
        var dumped = ""
        dump(response, to: &dumped)
        for text in ["\(response)", String(reflecting: response), dumped] {
            #expect(!text.contains("hidden"))
        }
    }

    @Test(
        arguments: [
            ("{}", nil), ("", nil), (#"{"error":""}"#, nil), (#"{"error":"a\nb"}"#, nil), (#"{"error":{}}"#, nil),
            (#"{"error":"invalid_client"}"#, "invalid_client"),
        ] as [(String, String?)])
    func readsWhyThereIsNone(body: String, code: String?) {
        #expect(TokenRefusal(Array(body.utf8), sent: [])?.code == code)
    }

    @Test(arguments: [("Over", "Over"), ("a secret!", nil), ("no\\nlines", nil)] as [(String, String?)])
    func theLogGetsNothingThatItShouldNotHave(description: String, logged: String?) {
        let body = #"{"error":"invalid_grant","error_description":"\#(description)"}"#
        #expect(TokenRefusal(Array(body.utf8), sent: [Secret("secret"), Secret("")])?.description == logged)
    }
}
