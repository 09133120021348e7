/// A request of a client in a test, and what must come of it.
package struct TestStep: Sendable {
    /// What is asked.
    package var request: TestRequest
    /// What services do in this step, by index of the service; the scripts of the test say what the other services do.
    package var services: [Int: ServiceScript]
    /// What must come of it.
    package var expect: TestExpectation
    /// How many times it is asked, at least 1.
    package var repeats: Int
    /// Where it stands.
    package var position: SourcePosition

    /// A step made of its parts.
    package init(
        request: TestRequest, services: [Int: ServiceScript] = [:], expect: TestExpectation = TestExpectation(),
        repeats: Int = 1, position: SourcePosition
    ) {
        self.request = request
        self.services = services
        self.expect = expect
        self.repeats = max(repeats, 1)
        self.position = position
    }
}
