import Foundation
import Testing
import TuttiComposition
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiSimulation

/// What is explained of failures is what happens: each endpoint is run with each of its calls failing.
@Suite struct ExplanationIsTrueTests {
    private static let examples = CompositionLoader(environment: [:])
        .load(folder: Repository.root.appendingPathComponent("compositions").path)

    @Test(arguments: ["reset", "503", "404", "401", "418"])
    func ofTheExamples(word: String) throws {
        let plan = try #require(Self.examples.plan)
        let differences = try Self.differences(plan, Self.examples.tests, word)
        #expect(differences == [])
    }

    @Test(arguments: ["reset", "503", "404"])
    func ofAnEndpointWithEverything(word: String) throws {
        let bench = try TestBench(Everything.endpoint, gateway: Everything.gateway)
        let differences = try Self.differences(bench.plan, bench.tests, word)
        #expect(differences == [])
    }

    @Test(arguments: 0..<20)
    func ofCallsThatReadEachOther(block: Int) throws {
        for seed in block * 20..<(block + 1) * 20 {
            var random = RandomEndpoint(seed: UInt64(seed))
            let text = random.text()
            let bench = try TestBench(text, gateway: RandomEndpoint.gateway)
            let differences = try Self.differences(bench.plan, bench.tests)
            #expect(differences == [], "seed \(seed):\n\(text)")
        }
    }

    /// One line for each statement that is wrong, or lacking.
    private static func differences(
        _ plan: GatewayPlan, _ tests: [[EndpointTest]], _ word: String = "reset"
    ) throws -> [String] {
        let explorer = FailureExplorer(plan, with: try #require(ServiceResponse(word: word)))
        var lines: [String] = []
        for (index, (endpoint, tests)) in zip(plan.endpoints, tests).enumerated() {
            let explanation = try #require(EndpointExplanation(index, in: plan))
            let matrix = explorer.matrix(of: endpoint, tests: tests)
            #expect(matrix.scenario != nil, "\(endpoint.name)")
            for run in matrix.runs where run.failing.count == 1 {
                let call = try #require(explanation.calls.first { $0.plan.name == run.failing.first })
                // It is no failure where it is accepted.
                if let status = Int(word), call.plan.accept.values[status] != nil { continue }
                for line in differences(call.failure, run, endpoint, word) {
                    lines.append("\(endpoint.name), \(call.plan.name): \(line)")
                }
            }
        }
        return lines
    }

    private static func differences(
        _ said: CallFailure, _ run: FailureMatrix.Run, _ endpoint: EndpointPlan, _ word: String
    ) -> [String] {
        var lines: [String] = []
        func compare(_ what: String, _ said: String, _ is: String) {
            if said != `is` { lines.append("\(what) is said to be \(said), and is \(`is`)") }
        }
        compare("the status", said.status(after: word).map { "\($0)" } ?? "none", "\(run.status)")
        compare("a problem", "\(said.isProblem)", "\(run.isProblem)")
        // When a required call has failed the others are given up, when that may be.
        if run.isProblem { return lines }
        let dependents = said.dependents.map { dependent in
            let reason = dependent.reason.map { " (\($0.rawValue))" } ?? ""
            return "\(endpoint.calls[dependent.call].name) \(dependent.ending.rawValue)\(reason)"
        }
        let others = run.others.map { "\($0.call) \($0.outcome)" }
        compare("what comes to no result", "\(dependents.sorted())", "\(others.sorted())")
        for section in said.sections {
            guard case .value(let value) = section.content else { continue }
            let actual = run.body.flatMap { section.pointer.resolve(in: $0) } ?? .null
            if value != actual { compare("\(section.pointer)", value.text, actual.text) }
        }
        let places = said.sections.map(\.pointer.description)
        for effect in run.effects where !places.contains(effect.pointer.description) {
            lines.append("nothing is said of \(effect.pointer), which is \(effect.kind)")
        }
        return lines
    }
}

extension CallFailure {
    var isProblem: Bool {
        if case .problem = response { true } else { false }
    }

    /// What is said of a call that failed so; of one that makes another fail, what is said of that.
    func status(after word: String) -> Int? {
        guard case .problem(let statuses) = response else {
            if case .composition(let status) = response { return status }
            return nil
        }
        let own = statuses.first { status in
            guard let number = Int(word) else { return status.reasons.contains { $0.rawValue == word } }
            return status.serviceStatuses.contains(number)
        }
        let rest = statuses.first { Int(word) != nil && $0.isForOtherStatuses }
        return (own ?? rest ?? statuses.first { $0.reasons == [.expression] })?.status
    }
}

extension JSONValue {
    fileprivate var text: String {
        var writer = JSONWriter(reserving: 64)
        writer.write(self)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}
