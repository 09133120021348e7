import Foundation
import Testing
import TuttiJSON
import TuttiOpenAPI
import TuttiPlan

@Suite struct OpenAPIDocumentTests {
    private static func endpoint(_ line: String) -> String {
        "endpoint: \(line)\ncalls: { user: { service: users, get: /me } }\n"
    }

    @Test func theSamePlanGivesTheSameBytes() throws {
        for folder in ["compositions", "Tests/TuttiOpenAPITests/Everything"] {
            let text = try Describing(folder: folder).document.text
            #expect(try Describing(folder: folder).document.text == text)
            #expect(try JSONDocument(parsing: Array(text.utf8)).root.kind == .object)
        }
    }

    @Test func everyExampleIsDescribed() throws {
        let examples = try Describing(folder: "compositions")
        // Behind them, routes that answer themselves.
        let paths = try examples.names(at: "/paths").prefix(examples.plan.endpoints.count)
        #expect(Array(paths) == examples.plan.endpoints.map { "\($0.path)" })
        #expect(examples.plan.endpoints.count >= 4)
        #expect(examples.document.sketchyEndpoints == [])
        #expect(try examples.text(at: "/openapi") == #""3.1.1""#)
        let get = "/paths/~1profile~1{id}/get"
        #expect(try examples.text(at: get + "/operationId") == #""getProfileById""#)
        #expect(try examples.text(at: get + "/summary") == #""Everything the profile screen shows, in one call.""#)
        #expect(try examples.text(at: get + "/tags") == #"["profile"]"#)
    }

    @Test func titleVersionAndServersAreTheCallers() throws {
        let described = try Describing(Self.endpoint("GET /a"))
        let info = OpenAPIDocument.Info(title: "Shop", version: "2.1", servers: ["https://a.example", "/b"])
        let json = OpenAPIDocument(described.plan, tests: described.tests, info: info).json
        #expect(compactText(json.member("info") ?? .null) == #"{"title":"Shop","version":"2.1"}"#)
        #expect(compactText(json.member("servers") ?? .null) == #"[{"url":"https://a.example"},{"url":"/b"}]"#)
        #expect(described.document.json.member("servers") == nil)
    }

    @Test(arguments: [
        ("GET /", "/", "getRoot"),
        ("GET /users/{id}", "/users/{id}", "getUsersById"),
        ("PATCH /users/{id}/order-history", "/users/{id}/order-history", "patchUsersByIdOrderHistory"),
        ("GET /v1.2/{user_id}", "/v1.2/{user_id}", "getV12ByUserId"),
        ("GET /a%2Fb", "/a%2Fb", "getAB"),
        ("GET /%7Bid%7D/{id}", "/%7Bid%7D/{id}", "getIdById"),
        ("GET /größe", "/gr%C3%B6%C3%9Fe", "getGrE"),
    ])
    func pathsAreTemplatesAndOperationsHaveNames(line: String, path: String, id: String) throws {
        let described = try Describing(Self.endpoint(line))
        #expect(try described.names(at: "/paths") == [path])
        let pointer = JSONPointer(tokens: ["paths", path, line.prefix { $0 != " " }.lowercased(), "operationId"])
        #expect(pointer.resolve(in: described.document.json)?.string == id)
    }

    @Test func namesOfOperationsAreUnique() throws {
        let described = try Describing(
            Self.endpoint("GET /a-b"), Self.endpoint("GET /a/b"), Self.endpoint("GET /a_b"), Self.endpoint("POST /a/b"))
        let ids = try ["~1a-b/get", "~1a~1b/get", "~1a_b/get", "~1a~1b/post"].map {
            try described.text(at: "/paths/\($0)/operationId")
        }
        #expect(ids == [#""getAB""#, #""getAB_2""#, #""getAB_3""#, #""postAB""#])
    }

    @Test func oneShapeOfPathsIsOnePathWithTheFirstNames() throws {
        let described = try Describing(Self.endpoint("GET /users/{id}"), Self.endpoint("DELETE /users/{user}"))
        #expect(try described.names(at: "/paths") == ["/users/{id}"])
        #expect(try described.text(at: "/paths/~1users~1{id}/delete/parameters/0/name") == #""id""#)
        #expect(try described.text(at: "/paths/~1users~1{id}/delete/operationId") == #""deleteUsersByUser""#)
    }

    @Test func nothingTellsWhereServicesAre() throws {
        let text = try Describing(folder: "Tests/TuttiOpenAPITests/Everything").document.text
        #expect(!text.contains("internal:"))
        #expect(!text.contains(".internal"))
        #expect(!text.contains("catalog"))
    }

    @Test(arguments: ["compositions", "Tests/TuttiOpenAPITests/Everything"])
    func everyReferenceLeadsSomewhere(folder: String) throws {
        let json = try Describing(folder: folder).document.json
        var open = [json]
        var references = 0
        while let value = open.popLast() {
            open += value.elements + value.members.map(\.value)
            guard let text = value.member("$ref")?.string else { continue }
            references += 1
            let pointer = try JSONPointer(parsing: String(text.dropFirst()))
            #expect(pointer.resolve(in: json) != nil, "\(text)")
        }
        #expect(references > 50)
    }
}
