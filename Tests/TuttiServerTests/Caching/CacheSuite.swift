import Foundation

/// The tests of http-tests/cache-tests that are beside the checkout.
enum CacheSuite {
    static let file = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "../../../../shared/conformance/http-cache/tests.json").standardizedFileURL

    static let groups: [Group] = {
        guard let data = try? Data(contentsOf: file),
            let groups = try? JSONSerialization.jsonObject(with: data) as? [[String: Any]]
        else { return [] }
        return groups.map { group in
            Group(
                id: group["id"] as? String ?? "",
                tests: (group["tests"] as? [[String: Any]] ?? []).map { Case($0) })
        }
    }()

    struct Group: Sendable {
        let id: String
        let tests: [Case]
    }

    /// A header with its value; a date in seconds from now.
    struct Field: Sendable {
        enum Value: Sendable {
            case text(String)
            case number(Int)
            /// It has to be the same as this header.
            case sameAs(String)
            /// It has to be larger.
            case above(Int)
            /// Whatever it is.
            case any
        }

        let name: String
        let value: Value

        init?(_ json: Any) {
            if let name = json as? String {
                self.name = name
                value = .any
                return
            }
            guard let parts = json as? [Any], parts.count >= 2, let name = parts[0] as? String else { return nil }
            self.name = name
            switch (parts[1], parts.count > 2 ? parts[2] : 0) {
            case ("=" as String, let other as String): value = .sameAs(other)
            case (">" as String, let number as Int): value = .above(number)
            case (let text as String, _): value = .text(text)
            case (let number as Int, _): value = .number(number)
            default: return nil
            }
        }

        static func list(_ json: Any?) -> [Field] { (json as? [Any] ?? []).compactMap { Field($0) } }
    }

    /// A request of a test, with what the origin answers and what is expected.
    struct Step: Sendable {
        let method: String
        let headers: [Field]
        let body: String?
        let path: String
        let status: Int
        let responseHeaders: [Field]
        let responseBody: String?
        let hasMagicLocations: Bool
        let hasMagicDate: Bool
        let pausesAfter: Bool
        let responsePause: Int
        let disconnects: Bool
        let interim: [(status: Int, fields: [Field])]
        let expectedInterim: [(status: Int, fields: [Field])]?
        let expectedType: String?
        /// Nil for whatever it is; -1 for that of the origin.
        let expectedStatus: Int?
        let expectedHeaders: [Field]
        let missingHeaders: [Field]
        let expectedText: String?
        let hasText: Bool
        let checksBody: Bool
        let expectedRequestHeaders: [Field]
        let missingRequestHeaders: [Field]
        let expectedMethod: String?
        let isSetup: Bool
        let setupChecks: [String]

        init(_ json: [String: Any]) {
            method = json["request_method"] as? String ?? "GET"
            headers = Field.list(json["request_headers"])
            body = json["request_body"] as? String
            let file = (json["filename"] as? String).map { "/\($0)" } ?? ""
            path = file + ((json["query_arg"] as? String).map { "?\($0)" } ?? "")
            status = (json["response_status"] as? [Any])?.first as? Int ?? 200
            responseHeaders = Field.list(json["response_headers"])
            responseBody = json["response_body"] as? String
            hasMagicLocations = json["magic_locations"] as? Bool ?? false
            hasMagicDate = json["magic_ims"] as? Bool ?? false
            pausesAfter = json["pause_after"] as? Bool ?? false
            responsePause = json["response_pause"] as? Int ?? 0
            disconnects = json["disconnect"] as? Bool ?? false
            func interim(_ key: String) -> [(status: Int, fields: [Field])]? {
                (json[key] as? [[Any]])?.map { part in
                    (part.first as? Int ?? 0, Field.list(part.count > 1 ? part[1] : nil))
                }
            }
            self.interim = interim("interim_responses") ?? []
            expectedInterim = interim("expected_interim_responses")
            expectedType = json["expected_type"] as? String
            expectedStatus = json.keys.contains("expected_status") ? json["expected_status"] as? Int : -1
            expectedHeaders = Field.list(json["expected_response_headers"])
            missingHeaders = Field.list(json["expected_response_headers_missing"])
            hasText = json.keys.contains("expected_response_text")
            expectedText = json["expected_response_text"] as? String
            checksBody = json["check_body"] as? Bool ?? true
            expectedRequestHeaders = Field.list(json["expected_request_headers"])
            missingRequestHeaders = Field.list(json["expected_request_headers_missing"])
            expectedMethod = json["expected_method"] as? String
            isSetup = json["setup"] as? Bool ?? false
            setupChecks = json["setup_tests"] as? [String] ?? []
        }
    }

    struct Case: Sendable {
        let id: String
        /// `required`, `optimal` or `check`.
        let kind: String
        let isForBrowsers: Bool
        let dependsOn: [String]
        let steps: [Step]

        init(_ json: [String: Any]) {
            id = json["id"] as? String ?? ""
            kind = json["kind"] as? String ?? "required"
            isForBrowsers = json["browser_only"] as? Bool ?? false
            dependsOn = json["depends_on"] as? [String] ?? []
            steps = (json["requests"] as? [[String: Any]] ?? []).map { Step($0) }
        }
    }
}
