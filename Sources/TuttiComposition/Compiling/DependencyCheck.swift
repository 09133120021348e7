internal import HTTPTypes
internal import TuttiPlan

/// Reports calls and values of `let` that read themselves or wait for each other, and those that nothing reads.
struct DependencyCheck {
    /// The names of the calls where they are declared, then those of the values.
    let names: [YAMLScalar]
    let scope: EndpointScope
    let diagnostics: DiagnosticCollector

    func run(_ calls: inout [CallReader.Result], _ lets: inout [LetReader.Result], shownByResponse shown: Set<Int>) {
        reportSelfReads(&calls)
        reportSelfReads(&lets, behind: calls.count)
        let uses = calls.map { $0.uses + $0.spareUses } + lets.map(\.uses)
        reportCycles(uses.map { uses in uses.reduce(into: DistinctUses()) { $0.add($1) }.uses }, callCount: calls.count)
        let undoUses = calls.lazy.flatMap(\.undoUses)
        let read = (Array(uses.joined()) + undoUses).reduce(into: shown) { if $1.isRead { $0.insert($1.call) } }
        reportUnused(calls, read)
        reportUnused(lets, behind: calls.count, read)
    }

    private func reportSelfReads(_ lets: inout [LetReader.Result], behind count: Int) {
        for index in lets.indices {
            if let own = lets[index].uses.first(where: { $0.call == count + index }) {
                diagnostics.error(
                    .dependencyCycle, at: own.span, "the value `\(own.name)` reads itself",
                    help: "give what it is made of another name")
            }
            lets[index].uses.removeAll { $0.call == count + index }
        }
    }

    /// A value that nothing reads is never worked out.
    private func reportUnused(_ lets: [LetReader.Result], behind count: Int, _ read: Set<Int>) {
        for (index, value) in lets.enumerated() where !read.contains(count + index) {
            let name = value.key.text
            guard !scope.mayBeMentioned(name) else { continue }
            let inner = scope.innerReads[count + index]
            diagnostics.error(
                .unusedValue, at: value.key.span, "nothing reads the value `\(name)`",
                help: inner == nil
                    ? "show it in `response`, or remove it"
                    : "show it in `response`; where bare names are members, write `$.\(name)`",
                related: inner.map {
                    [("here `\(name)` is a member of the value at hand; the value is `$.\(name)`", $0)]
                } ?? [])
        }
    }

    private func reportSelfReads(_ calls: inout [CallReader.Result]) {
        for index in calls.indices {
            if let own = (calls[index].uses + calls[index].spareUses).first(where: { $0.call == index }) {
                diagnostics.error(
                    .dependencyCycle, at: own.span,
                    own.isRead
                        ? "the call `\(own.name)` reads itself: it has no result before it has ended"
                        : "the call `\(own.name)` comes after itself",
                    help: own.isRead
                        ? "in `select`, the response is `@` and its members are read by their names"
                        : "name another call, or remove it")
            }
            calls[index].uses.removeAll { $0.call == index }
            calls[index].spareUses.removeAll { $0.call == index }
        }
    }

    /// Reports one cycle of each group of calls that wait for each other; its further cycles are reported once the first is gone.
    private func reportCycles(_ uses: [[CallUse]], callCount: Int) {
        var waiting = Set(uses.indices)
        while let free = waiting.first(where: { call in !uses[call].contains { waiting.contains($0.call) } }) {
            waiting.remove(free)
        }
        var seen: Set<Int> = []
        for start in waiting.sorted() where !seen.contains(start) {
            var path: [Int] = []
            var walked: [CallUse] = []
            var call = start
            // Every call left waits for one that is left: the walk ends on its own path or on one walked before.
            while !seen.contains(call), let use = uses[call].first(where: { waiting.contains($0.call) }) {
                seen.insert(call)
                path.append(call)
                walked.append(use)
                call = use.call
            }
            guard let first = path.firstIndex(of: call) else { continue }
            let cycle = Array(zip(path, walked))[first...]
            // The message begins with the call that is declared first.
            let start = cycle.indices.min { cycle[$0].0 < cycle[$1].0 } ?? first
            report(cycle: Array(cycle[start...] + cycle[..<start]), callCount: callCount)
        }
    }

    private func report(cycle: [(call: Int, use: CallUse)], callCount: Int) {
        guard let first = cycle.first else { return }
        let words = (cycle + [first]).map { names[$0.call].text }.joined(separator: " → ")
        let rest = cycle.dropFirst().map { call, use in
            ("`\(names[call].text)` \(use.isRead ? "reads" : "comes after") `\(use.name)` here", use.span)
        }
        diagnostics.error(
            .dependencyCycle, at: first.use.span,
            cycle.allSatisfy { $0.call < callCount }
                ? "these calls wait for each other: \(words)" : "these wait for each other: \(words)",
            help: cycle.allSatisfy(\.use.isRead)
                ? "one of them must do without the other's result" : "one of them must come first", related: Array(rest)
        )
    }

    /// A call is there for its result, for its effect, or (`required`) to decide whether there is a response.
    private func reportUnused(_ calls: [CallReader.Result], _ read: Set<Int>) {
        for (index, call) in calls.enumerated() where !read.contains(index) && call.isMethodKnown {
            guard call.draft.isSafe, !call.draft.isRequired else { continue }
            let name = names[index].text
            guard !scope.mayBeMentioned(name) else { continue }
            let inner = scope.innerReads[index]
            diagnostics.error(
                .unusedCall, at: names[index].span, "nothing reads the call `\(name)`",
                help: inner == nil
                    ? "show it in `response`, or remove it"
                    : "show it in `response`; where bare names are members, write `$.\(name)`",
                related: inner.map {
                    [("here `\(name)` is a member of the value at hand; the call is `$.\(name)`", $0)]
                } ?? [])
        }
    }
}
