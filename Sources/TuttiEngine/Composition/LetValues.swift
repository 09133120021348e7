internal import TuttiExpressions
internal import TuttiPlan

/// The values under names of one request: which of them are worked out, and why others can't be.
///
/// The values themselves are in the request's scope.
struct LetValues {
    /// Where a value stands.
    private enum Progress {
        /// Can transition to: done, failed.
        case unknown
        /// Can transition to: nothing.
        case done
        /// Can transition to: nothing.
        case failed(RenderingFailure)
    }

    private let lets: PreparedLets
    private var progress: [Progress]

    /// None of them is worked out.
    init(_ lets: PreparedLets) {
        self.lets = lets
        progress = lets.values.map { _ in .unknown }
    }

    /// Works values out that are not known yet: all that they read has ended.
    mutating func workOut(_ places: [Int], in scope: inout Scope) {
        for place in places {
            guard case .unknown = progress[place] else { continue }
            let value = lets.values[place]
            do throws(RenderingFailure) {
                if let failed = failure(among: lets.direct[place]) { throw failed }
                scope[value.slot] = try value.value.evaluate(in: scope)
                progress[place] = .done
            } catch {
                progress[place] = .failed(error.within(value.name))
            }
        }
    }

    /// The values that can't be worked out, and why, by their slots.
    var failed: [Int: String] {
        var failed: [Int: String] = [:]
        for (value, progress) in zip(lets.values, progress) {
            if case .failed(let failure) = progress { failed[value.slot] = failure.message }
        }
        return failed
    }

    /// The failure of a value in one of these places; nil where there is none.
    func failure(among places: [Int]) -> RenderingFailure? {
        for place in places {
            if case .failed(let failure) = progress[place] { return failure }
        }
        return nil
    }
}
