import HTTPTypes
import Testing
import TuttiHTTP1

/// Names of headers that are looked up instead of made.
@Suite struct CommonHeaderNamesTests {
    @Test(arguments: [
        "Content-Type", "content-type", "Content-Length", "date", "Server", "ETag", "etag", "X-Request-Id",
        "x-request-id", "TE", "WWW-Authenticate", "sec-fetch-dest", "Strict-Transport-Security",
    ])
    func aCommonNameIsTheOneThatWouldBeMade(text: String) throws {
        let made = try #require(HTTPField.Name(text))
        let found = CommonHeaderNames.name(Array(text.utf8).span)
        #expect(found?.rawName == text)
        #expect(found?.canonicalName == made.canonicalName)
        #expect(CommonHeaderNames.name(text)?.rawName == text)
    }

    @Test(arguments: ["", "CONTENT-TYPE", "Content-Typ", "X-Anything-Else", "content_type", "Content-Type ", "Ä"])
    func anyOtherIsNotFound(text: String) {
        let found = CommonHeaderNames.name(Array(text.utf8).span)
        #expect(found == nil)
        #expect(CommonHeaderNames.name(text)?.rawName == HTTPField.Name(text)?.rawName)
    }
}
