import Foundation
import TuttiResilience

@testable import TuttiServer

/// The client of the suite: makes the requests of a test one after the other, and compares.
struct CacheSuiteClient {
    /// How a test has ended.
    enum Outcome: Sendable, Equatable {
        case passed
        /// The cache did otherwise.
        case failed(String)
        /// The test could not be set up.
        case notSetUp(String)
    }

    let port: Int
    let origin: CacheSuiteOrigin

    func run(_ test: CacheSuite.Case) async -> Outcome {
        let token = UUID().uuidString.lowercased()
        origin.prepare(token, for: test)
        var times: [Int: String] = [:]
        do {
            for (index, step) in test.steps.enumerated() {
                let number = index + 1
                let client = try RawClient(port: port)
                await client.send(request(step, number, token, lastTime: times[index]))
                var interim: [RawResponse] = []
                var response = try await client.response(toHead: step.method == "HEAD")
                while response.status < 200 {
                    interim.append(response)
                    response = try await client.response(toHead: step.method == "HEAD")
                }
                times[number] = response["Server-Now"]
                if let fault = fault(step, number, token, response, interim) {
                    let isSetup = step.isSetup || step.setupChecks.contains(fault.check)
                    let text = "request \(number): \(fault.text)"
                    return isSetup ? .notSetUp(text) : .failed(text)
                }
                if step.pausesAfter { try await Task.sleep(for: .seconds(3)) }
            }
        } catch {
            return .failed("\(error)")
        }
        return serverFault(test, token).map { .failed($0) } ?? .passed
    }

    private func request(_ step: CacheSuite.Step, _ number: Int, _ token: String, lastTime: String?) -> String {
        var text = "\(step.method) /test/\(token)\(step.path) HTTP/1.1\r\nHost: localhost\r\n"
        text += "Test-ID: \(token)\r\nReq-Num: \(number)\r\nPragma: foo\r\nCache-Control: nothing-to-see-here\r\n"
        for field in step.headers {
            switch field.value {
            case .text(let value): text += "\(field.name): \(value)\r\n"
            case .number(let seconds):
                let now = step.hasMagicDate ? lastTime.flatMap(Int64.init) : nil
                text += "\(field.name): \(CacheSuiteOrigin.date(now ?? CalendarTime.millisecondsNow, seconds))\r\n"
            default: break
            }
        }
        if let body = step.body { text += "Content-Length: \(body.utf8.count)\r\n\r\n\(body)" } else { text += "\r\n" }
        return text
    }

    private func fault(
        _ step: CacheSuite.Step, _ number: Int, _ token: String, _ response: RawResponse, _ interim: [RawResponse]
    ) -> (check: String, text: String)? {
        let count = value("Server-Request-Count", response).flatMap(Int.init)
        switch step.expectedType {
        case "cached"?:
            guard response.status == 304 && count == nil || count.map({ $0 < number }) == true else {
                return ("expected_type", "not cached: \(value("Cache-Status", response) ?? "")")
            }
        case "not_cached"?:
            guard count == number else {
                return ("expected_type", "cached: \(value("Cache-Status", response) ?? "")")
            }
        default: break
        }
        if let expected = step.expectedStatus {
            // A stored response has the status of the step that led to it, which is the same in all tests but those that say it.
            let wanted = expected == -1 ? step.status : expected
            if response.status != wanted { return ("expected_status", "status \(response.status), not \(wanted)") }
        }
        for field in step.expectedHeaders {
            let sent = value(field.name, response)
            let isAsExpected =
                switch field.value {
                case .any: sent != nil
                case .text(let text): sent == text
                case .number(let seconds):
                    sent
                        == value("Server-Now", response).flatMap(Int64.init).map { CacheSuiteOrigin.date($0, seconds) }
                case .sameAs(let other): sent != nil && sent == value(other, response)
                case .above(let number): sent.flatMap(Int.init).map { $0 > number } == true
                }
            guard isAsExpected else {
                return ("expected_response_headers", "\(field.name) is \(sent ?? "missing"), not \(field.value)")
            }
        }
        for field in step.missingHeaders {
            guard let sent = value(field.name, response) else { continue }
            if case .text(let text) = field.value, !sent.contains(text) { continue }
            return ("expected_response_headers_missing", "\(field.name) is \(sent)")
        }
        if let expected = step.expectedInterim, interim.map(\.status) != expected.map(\.status) {
            return ("expected_interim_responses", "interim responses \(interim.map(\.status))")
        }
        guard step.checksBody, step.method != "HEAD", response.status != 304, response.status != 204 else { return nil }
        let text = step.hasText ? step.expectedText : step.responseBody ?? token
        if let text, response.body != text { return ("expected_response_text", "the body is \(response.body)") }
        return nil
    }

    private func serverFault(_ test: CacheSuite.Case, _ token: String) -> String? {
        let seen = origin.seen(token)
        for (index, step) in test.steps.enumerated() where step.expectedType != "cached" {
            let number = index + 1
            guard let request = seen.last(where: { $0.number == number }) else {
                if step.expectedType == nil, step.expectedRequestHeaders.isEmpty, step.expectedMethod == nil {
                    continue
                }
                return "request \(number): the origin has not seen it"
            }
            switch step.expectedType {
            case "etag_validated"? where request.value("if-none-match") == nil:
                return "request \(number): no If-None-Match"
            case "lm_validated"? where request.value("if-modified-since") == nil:
                return "request \(number): no If-Modified-Since"
            default: break
            }
            for field in step.expectedRequestHeaders {
                let sent = request.value(field.name)
                if case .text(let text) = field.value, sent == text { continue }
                if case .any = field.value, sent != nil { continue }
                return "request \(number): the origin gets \(field.name): \(sent ?? "nothing")"
            }
            for field in step.missingRequestHeaders where request.value(field.name) != nil {
                return "request \(number): the origin gets \(field.name)"
            }
            if let method = step.expectedMethod, request.method != method {
                return "request \(number): the origin gets \(request.method)"
            }
        }
        return nil
    }

    private func value(_ name: String, _ response: RawResponse) -> String? {
        let values = response.headers.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
        return values.isEmpty ? nil : values.joined(separator: ", ")
    }
}
