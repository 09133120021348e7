import Foundation

/// A line of the access log.
struct LoggedRequest {
    private let members: [String: Any]

    init(_ line: Data) throws {
        members = try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:]
    }

    var status: Int? { members["status"] as? Int }
    var endpoint: String? { members["endpoint"] as? String }
    var bytes: Int? { members["bytes"] as? Int }
    var requestBytes: Int? { members["request_bytes"] as? Int }
    var isBrokenOff: Bool { members["broken_off"] as? Bool ?? false }
    var isDisconnected: Bool { members["disconnected"] as? Bool ?? false }

    /// What has become of the call to a service, `ok 200`, `failed timeout`, with the status where there was one; nil without a call.
    func call(_ service: String = "orders") -> String? {
        guard let call = (members["calls"] as? [String: [String: Any]])?[service] else { return nil }
        return [
            call["outcome"] as? String, call["reason"] as? String, (call["status"] as? Int).map(String.init),
            (call["attempts"] as? Int).map { "in \($0)" },
        ].compactMap { $0 }.joined(separator: " ")
    }
}
