import HTTPTypes
import Testing
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiSimulation
import TuttiSimulation

/// What becomes of requests that don't fit `request` of their endpoint, and what expressions read of those that do.
struct RequestRulesTests {
    private static let file = """
        endpoint: POST /x/{id}
        request:
          path: { id: integer }
          query:
            limit: { type: integer, minimum: 1, maximum: 100, default: 20 }
            tag: { type: array, items: { type: number, maximum: 9 } }
            all: boolean
          headers: { x-tenant: { type: string, pattern: "^[a-z]+$", required: true } }
          unknown-query: refused
          body:
            type: object
            required: [items]
            properties: { items: { type: array, minItems: 1 }, note: { type: string, maxLength: 5 } }
        calls: { user: { service: users, post: "/{path.id}", query: { limit: query.limit }, body: body } }
        response: '{id: path.id, limit: query.limit, tag: query.tag, all: query.all, tenant: headers."x-tenant"}'
        """

    private static let fitting = #"{"items":[1]}"#

    private func response(
        _ query: String = "", id: String = "7", tenant: String? = "acme", body: String = fitting, file: String = file
    ) throws -> (ComposedResponse, requests: Int) {
        let composing = try Composing(file) { _ in .body("{}") }
        let headers: any ClientHeaders = tenant.map { Fields(pairs: [("X-Tenant", $0)]) } ?? NoClientHeaders()
        var request = ClientRequest.post(body)
        (request.pathParameters, request.query, request.headers) = ([id], query, headers)
        return (try composing.response(request), composing.transport.calls.count)
    }

    private func errors(_ response: ComposedResponse) throws -> [String] {
        let body = try JSONDocument(parsing: response.body).root
        return body.member("errors")?.elements.map { JSONValue.node($0).jsonText } ?? []
    }

    @Test func expressionsReadTypes() throws {
        let (response, requests) = try response("limit=5&tag=1&tag=2.50&all=true")
        #expect(response.text == #"{"id":7,"limit":5,"tag":[1,2.50],"all":true,"tenant":"acme"}"#)
        #expect(requests == 1)
    }

    @Test func defaultsStandInForWhatIsNotThere() throws {
        #expect(try response().0.text == #"{"id":7,"limit":20,"tag":null,"all":null,"tenant":"acme"}"#)
    }

    @Test(arguments: [
        ("limit=0", #"{"in":"query","name":"limit","detail":"must be at least 1"}"#),
        ("limit=x", #"{"in":"query","name":"limit","detail":"must be an integer"}"#),
        ("limit=", #"{"in":"query","name":"limit","detail":"must be an integer"}"#),
        ("limit=1e1", #"{"in":"query","name":"limit","detail":"must be an integer"}"#),
        ("limit=05", #"{"in":"query","name":"limit","detail":"must be an integer"}"#),
        ("limit=1&limit=2", #"{"in":"query","name":"limit","detail":"must be there once, and is there 2 times"}"#),
        ("tag=1&tag=10", #"{"in":"query","name":"tag","detail":"value 1 must be at most 9"}"#),
        ("tag=1&tag=a", #"{"in":"query","name":"tag","detail":"each value must be a number"}"#),
        ("all=TRUE", #"{"in":"query","name":"all","detail":"must be true or false"}"#),
        ("fields=a", #"{"in":"query","name":"fields","detail":"is not known here"}"#),
        ("a%22b", #"{"in":"query","name":"a\"b","detail":"is not known here"}"#),
    ])
    func aParameterThatDoesNotFitGets400(query: String, error: String) throws {
        let (response, requests) = try response(query)
        #expect(response.status == 400)
        #expect(try errors(response) == [error])
        #expect(requests == 0)
    }

    @Test func allFaultsOfParametersAreTold() throws {
        let (response, _) = try response("limit=0&all=1", id: "seven", tenant: nil)
        #expect(
            try errors(response) == [
                #"{"in":"path","name":"id","detail":"must be an integer"}"#,
                #"{"in":"query","name":"limit","detail":"must be at least 1"}"#,
                #"{"in":"query","name":"all","detail":"must be true or false"}"#,
                #"{"in":"header","name":"x-tenant","detail":"is missing"}"#,
            ])
    }

    @Test func faultsAreNoMoreThanTwenty() throws {
        let query = (0..<500).map { "a\($0)=1" }.joined(separator: "&")
        #expect(try errors(try response(query).0).count == 20)
    }

    @Test(arguments: [
        ("{}", #"{"in":"body","pointer":"","detail":"\"items\" is missing"}"#),
        (#"{"items":[],"note":"n"}"#, #"{"in":"body","pointer":"/items","detail":"must have at least 1 element"}"#),
        (
            #"{"items":[1],"note":"abcdef"}"#,
            #"{"in":"body","pointer":"/note","detail":"must have at most 5 characters"}"#
        ),
        (
            #"{"items":[1],"items":[]}"#,
            #"{"in":"body","pointer":"","detail":"the name \"items\" is there twice in one object"}"#
        ),
        ("3", #"{"in":"body","pointer":"","detail":"must be an object"}"#),
        ("", #"{"in":"body","pointer":"","detail":"a body is missing"}"#),
    ])
    func aBodyThatDoesNotFitGets422(body: String, error: String) throws {
        let (response, requests) = try response(body: body)
        #expect(response.status == 422)
        #expect(response.header("content-type") == "application/problem+json")
        #expect(try errors(response) == [error])
        #expect(requests == 0)
    }

    @Test func whatIsNoJSONGets400() throws {
        #expect(try response(body: "{").0.status == 400)
    }

    @Test func aBodyMayBeLeftOutWhereTheFileSaysSo() throws {
        let file = Self.file.replacing("  body:\n", with: "  body-required: false\n  body:\n")
        #expect(try response(body: "", file: file).0.status == 200)
        #expect(try response(body: "{}", file: file).0.status == 422)
    }
}
