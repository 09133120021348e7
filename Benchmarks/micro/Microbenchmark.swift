/// Something small whose instructions are counted by `scripts/bench-micro`.
struct Microbenchmark: Sendable {
    /// What went wrong with it: then its count would mean nothing.
    struct Failure: Error {
        let message: String

        init(_ message: String) {
            self.message = message
        }
    }

    /// Its name, as in `thresholds.json`.
    let name: String
    /// How often it runs in the shorter one of the two runs whose counts are compared.
    let iterations: Int
    /// Makes all that it needs, once; what it returns is one iteration, whose result is the same each time.
    let prepare: @Sendable () throws -> () throws -> Int

    static let all = json + expressions + compositions + routing + schemas

    /// Runs it so many times.
    ///
    /// - Throws: ``Failure`` when an iteration did not do what it is counted for.
    func run(_ count: Int) throws {
        let iteration = try prepare()
        let first = try iteration()
        for _ in 1..<max(count, 2) where try iteration() != first {
            throw Failure("two iterations had different results")
        }
    }
}
