internal import TuttiPlan

/// Makes calls fail, whatever the test says of their services.
struct FailureInjection: Sendable {
    /// The names of the calls of which every request fails.
    let calls: Set<String>
    /// What becomes of these requests.
    let response: ServiceResponse
    /// What other calls are answered when they ask what the test doesn't foresee, by name.
    ///
    /// A call that reads one that fails may ask for something else than it does when all is well.
    let known: [String: ServiceResponse]

    /// What a call is answered that the test says nothing of; undos succeed.
    func foreseen(_ name: String) -> ServiceResponse? {
        known[name] ?? (name.utf8.contains(UInt8(ascii: ".")) ? .status(204) : nil)
    }

    func response(toCall name: String) -> ServiceResponse? {
        calls.contains(name) ? response : nil
    }
}
