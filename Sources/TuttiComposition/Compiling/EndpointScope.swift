import TuttiExpressions
import TuttiPlan

/// What the expressions of one endpoint may read, and what they do read.
final class EndpointScope {
    /// The calls, in declared order.
    let callNames: [String]
    /// ``ScopeName`` slots, then the calls.
    let layout: ScopeLayout
    /// The parameters of the path; nil when the path could not be read.
    let parameters: [String]?
    /// What `env` of `gateway.yaml` lists; nil when that could not be read.
    let environmentNames: [String]?

    /// The names other than calls that are read.
    var reads: Set<ScopeName> = []
    /// The parameters of the path that are read.
    var usedParameters: Set<String> = []
    /// Whether some expression could not be read: then nothing is said about what is not used.
    var hasBrokenExpressions = false

    init(callNames: [String], parameters: [String]?, environmentNames: [String]?) {
        self.callNames = callNames
        self.layout = ScopeLayout(names: ScopeName.allCases.sorted { $0.slot < $1.slot }.map(\.rawValue) + callNames)
        self.parameters = parameters
        self.environmentNames = environmentNames
    }

    /// All names, for suggestions.
    var allNames: [String] { callNames + ScopeName.allCases.map(\.rawValue) }
}

/// One place at which a call's result is read.
struct CallUse {
    /// Index of the call that is read.
    let call: Int
    let copesWithNull: Bool
    /// Where it is read.
    let span: SourceSpan
    /// The name it is read by.
    let name: String
}
