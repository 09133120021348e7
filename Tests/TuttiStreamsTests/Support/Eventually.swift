import Testing

/// Waits until something holds that is bound to come.
func eventually(_ what: Comment, _ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}
