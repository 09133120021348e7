import Foundation
import ScriptedServices
import Synchronization
import TuttiResilience

/// The origin of the suite: answers each request as the test says that is under way, and notes it.
final class CacheSuiteOrigin: Sendable {
    /// A request as it came.
    struct Seen: Sendable {
        let number: Int
        let method: String
        let headers: [(name: String, value: String)]
        /// What the response said, as it was sent.
        let response: [(name: String, value: String)]

        func value(_ name: String) -> String? {
            let values = headers.filter { $0.name == name.lowercased() }.map(\.value)
            return values.isEmpty ? nil : values.joined(separator: ", ")
        }
    }

    private struct State {
        var cases: [String: CacheSuite.Case] = [:]
        var seen: [String: [Seen]] = [:]
    }

    private let state = Mutex(State())

    /// Has the requests with that token answered as a test says.
    func prepare(_ token: String, for test: CacheSuite.Case) {
        state.withLock { $0.cases[token] = test }
    }

    /// What has come of a test.
    func seen(_ token: String) -> [Seen] { state.withLock { $0.seen[token] ?? [] } }

    func start() throws -> ScriptedService {
        try ScriptedService { [self] connection in
            while let head = connection.readHead() {
                guard answer(head, on: connection) else { return }
            }
        }
    }

    static func date(_ milliseconds: Int64, _ seconds: Int) -> String {
        CalendarTime(seconds: milliseconds / 1_000 + Int64(seconds)).httpDate
    }

    /// Whether the connection goes on.
    private func answer(_ head: String, on connection: ScriptedConnection) -> Bool {
        let lines = head.components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ").map(String.init)
        let headers = lines.dropFirst().filter { !$0.isEmpty }.map { line -> (name: String, value: String) in
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        func value(_ name: String) -> String? { headers.first { $0.name == name }?.value }
        if let length = value("content-length").flatMap(Int.init) { _ = connection.read(length) }
        let target = words.count > 1 ? words[1] : ""
        let token = target.split(separator: "/").dropFirst().first?.split(separator: "?").first.map(String.init) ?? ""
        guard let test = state.withLock({ $0.cases[token] }), let number = value("req-num").flatMap(Int.init),
            test.steps.indices.contains(number - 1)
        else { return connection.respond("no such test", status: "404 Not Found") }
        let step = test.steps[number - 1]
        let now = CalendarTime.millisecondsNow
        let earlier = seen(token)
        let previous = earlier.last { $0.number < number }
        var status = step.status
        var sent: [(name: String, value: String)] = step.responseHeaders.map { field in
            switch field.value {
            case .number(let seconds): return (field.name, Self.date(now, seconds))
            case .text(let text) where step.hasMagicLocations && field.name.hasSuffix("ocation"):
                return (field.name, "/test/\(token)" + (text.isEmpty ? "" : "/\(text)"))
            case .text(let text): return (field.name, text)
            default: return (field.name, "")
            }
        }
        if let type = step.expectedType, type.hasSuffix("validated") {
            let (condition, validator) =
                type.hasPrefix("etag") ? ("if-none-match", "etag") : ("if-modified-since", "last-modified")
            let kept = previous?.response.first { $0.name.lowercased() == validator }?.value
            status = kept != nil && value(condition) == kept ? 304 : 999
        }
        let seen = Seen(number: number, method: words.first ?? "", headers: headers, response: sent)
        let all = state.withLock { state in
            state.seen[token, default: []].append(seen)
            return state.seen[token] ?? []
        }
        if step.responsePause > 0 { Thread.sleep(forTimeInterval: Double(step.responsePause)) }
        if step.disconnects { return false }
        for part in step.interim {
            var text = "HTTP/1.1 \(part.status) Interim\r\n"
            for field in part.fields {
                if case .text(let value) = field.value { text += "\(field.name): \(value)\r\n" }
            }
            connection.write(text + "\r\n")
        }
        sent.append(("Server-Request-Count", String(all.count)))
        sent.append(("Client-Request-Count", String(number)))
        sent.append(("Request-Numbers", all.map { String($0.number) }.joined(separator: " ")))
        sent.append(("Server-Now", String(now)))
        func has(_ name: String) -> Bool { sent.contains { $0.name.lowercased() == name } }
        if !has("content-type") { sent.append(("Content-Type", "text/plain")) }
        let isBodiless = status == 204 || status == 304 || words.first == "HEAD"
        let body = isBodiless ? "" : step.responseBody ?? token
        if !has("content-length"), status != 204, status != 304 {
            sent.append(("Content-Length", String((step.responseBody ?? token).utf8.count)))
        }
        let text = sent.map { "\($0.name): \($0.value)\r\n" }.joined()
        return connection.write("HTTP/1.1 \(status) Status\r\n\(text)\r\n\(body)")
    }
}
