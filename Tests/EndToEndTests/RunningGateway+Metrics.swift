import Testing

extension RunningGateway {
    /// A sample of `/metrics`, named as it stands there, with its labels; nil when it has none of that name.
    func sample(_ name: String) async throws -> Double? {
        let text = try await HTTPConnection.get(port: adminPort, "/metrics").body
        let line = text.split(separator: "\n").first { $0.hasPrefix(name + " ") }
        return line.flatMap { Double($0.dropFirst(name.count + 1)) }
    }

    /// Waits until a sample has a value.
    func eventually(_ name: String, is value: Double, at location: SourceLocation = #_sourceLocation) async throws {
        try await EndToEndTests.eventually("\(name) is \(value)", at: location) { try await sample(name) == value }
    }
}
