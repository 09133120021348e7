internal import TuttiJSON
internal import TuttiPlan

/// Says in words what a client gets when a call fails.
struct FailureWords {
    let call: EndpointExplanation.CallExplanation
    /// The endpoint's calls.
    let calls: [CallPlan]

    private var names: [String] { calls.map(\.name) }

    /// The beginning, which says how grave it is: `200`, or `a problem`.
    var verdict: String {
        switch failure.response {
        case .composition(let status): status.map { "\($0)" } ?? "the status"
        case .problem: "a problem"
        }
    }

    var isProblem: Bool {
        if case .problem = failure.response { true } else { false }
    }

    /// The verdict and all that follows from it, as lines to be wrapped; the same for all calls with which it is the same.
    var lines: [String] {
        var lines: [String] = []
        var intro = ""
        if let stale = failure.stale {
            let age = stale.atMost.map { ", at most \($0.inWords) old" } ?? ""
            lines.append(
                "\(stale.status.map { "\($0)" } ?? "the status"): the last good response\(age), if there is one; else:")
            intro = "  "
        }
        switch failure.response {
        case .problem(let statuses):
            let refusals = statuses.filter { isRefusal($0) }
            lines.append("\(intro)a problem\(cause): \(Self.words(for: statuses.filter { !isRefusal($0) }))")
            if !refusals.isEmpty {
                let words = StatusRuns.of(refusals.map(\.status)).map(\.inWords).listed("or")
                lines.append("\(intro)what the service says of it, if it answers \(words)")
            }
            lines += undoLines.map { intro + $0 }
        case .composition(let status):
            lines.append(
                "\(intro)\(status.map { "\($0)" } ?? "the status"): \((sections + others).joined(separator: "; "))")
        }
        if failure.mayFailInPart {
            lines.append("\(failure.inPart.map { "\($0)" } ?? "the status"): \(inPartWords)")
        }
        return lines
    }

    /// Whether it is the status of the service, with what that says: no problem of the gateway.
    private func isRefusal(_ status: CallFailure.ProblemStatus) -> Bool {
        status.serviceStatuses == [status.status] && status.reasons.isEmpty && !status.isForRetryAfter
            && !status.isForOtherStatuses && !status.isForClientsMistake
            && call.plan.refusals?.contains(status.status) == true
    }

    /// What becomes of what was done by then.
    private var undoLines: [String] {
        guard calls.contains(where: { $0.undo != nil }) else { return [] }
        var lines: [String] = []
        let waiting = callsThatWait
        let undone = calls.indices.filter { index in
            guard let undo = calls[index].undo, !waiting.contains(index) else { return false }
            return calls[index].name != call.plan.name || !undo.needsResult
        }
        if !undone.isEmpty { lines.append("undone is what was done of \(undone.map { names[$0] }.listed())") }
        if !call.plan.isSafe, call.plan.undo?.needsResult != false {
            lines.append("not undone is \(call.plan.name) itself, if it was done and nobody knows its result")
        }
        return lines
    }

    /// The calls that wait for this one, so that nothing is done by them when it fails.
    private var callsThatWait: Set<Int> {
        guard let start = calls.firstIndex(where: { $0.name == call.plan.name }) else { return [] }
        var waiting: Set<Int> = []
        var open = [start]
        while let index = open.popLast() {
            for next in calls.indices where calls[next].inputs.contains(where: { $0.call == index }) {
                if waiting.insert(next).inserted { open.append(next) }
            }
        }
        return waiting
    }

    private var inPartWords: String {
        call.plan.pages == nil
            ? "null for some values, if only some of its requests fail"
            : "the pages that there are, if one after the first fails or there are more"
    }

    private var failure: CallFailure { call.failure }

    /// Why there is a problem where this call is not required itself.
    private var cause: String {
        if call.plan.isRequired, failure.ending == .failed { return "" }
        let failed = failure.dependents.filter { $0.ending == .failed }
        guard let first = failed.first(where: { calls[$0.call].isRequired }) else {
            return names.count == 1 ? ", for there is no other call" : ", for all calls fail then"
        }
        let how = first.reason == .dependency ? "fails with it" : "can't be made then"
        return ", for \(names[first.call]) is required and \(how)"
    }

    // MARK: - A problem

    /// `504 after timeout, 503 after breaker_open or overloaded, …, 502 after anything else`.
    static func words(for statuses: [CallFailure.ProblemStatus]) -> String {
        var parts: [String] = []
        // Those that are passed on as they are go together.
        let passed = statuses.filter {
            $0.serviceStatuses == [$0.status] && $0.reasons.isEmpty && !$0.isForRetryAfter && !$0.isForOtherStatuses
        }
        for group in statuses.reversed() where !group.isForOtherStatuses && !passed.contains(group) {
            let causes =
                group.reasons.map(\.rawValue) + StatusRuns.of(group.serviceStatuses).map { "its \($0.inWords)" }
                + (group.isForRetryAfter ? ["its 503 with Retry-After"] : [])
            if !causes.isEmpty { parts.append("\(group.status) after \(causes.listed("or"))") }
        }
        if !passed.isEmpty {
            parts.append(
                "the status of the service if that is \(StatusRuns.of(passed.map(\.status)).map(\.inWords).listed("or"))"
            )
        }
        for group in statuses where group.isForClientsMistake {
            parts.append("\(group.status) if it can't be made of the client's request")
        }
        for group in statuses where group.isForOtherStatuses { parts.append("\(group.status) after anything else") }
        return parts.joined(separator: ", ")
    }

    // MARK: - A response

    /// `/user and /payments are null`, `/orders is its fallback []`.
    private var sections: [String] {
        var null: [String] = []
        var computed: [String] = []
        var parts: [String] = []
        for section in failure.sections {
            let place = Self.place(section.pointer)
            switch section.content {
            case .computed: computed.append(place)
            case .value(let value) where value.isNull: null.append(place)
            case .value(let value):
                let text = value.jsonText.cut(to: 60)
                parts.append(section.showsFallback ? "\(place) is the fallback \(text)" : "\(place) is \(text)")
            }
        }
        if !null.isEmpty { parts.insert("\(null.listed()) \(null.count == 1 ? "is" : "are") null", at: 0) }
        if !computed.isEmpty {
            let what = failure.ending == .fallback && failure.dependents.isEmpty ? "with its fallback" : "without it"
            parts.append("\(computed.listed()) \(computed.count == 1 ? "is" : "are") made \(what)")
        }
        return parts.isEmpty ? ["nothing of the response shows it"] : parts
    }

    private static func place(_ pointer: JSONPointer) -> String {
        pointer.tokens.isEmpty ? "the whole response" : pointer.description
    }

    private var others: [String] {
        var parts: [String] = []
        func add(_ calls: [Int], _ one: String, _ several: String) {
            if !calls.isEmpty {
                parts.append("\(calls.map { names[$0] }.listed()) \(calls.count == 1 ? one : several)")
            }
        }
        func dependents(_ ending: CallFailure.Ending, ofDependency: Bool? = nil) -> [Int] {
            failure.dependents.filter { dependent in
                dependent.ending == ending
                    && (ofDependency.map { $0 == (dependent.reason == .dependency) } ?? true)
            }.map(\.call)
        }
        add(dependents(.failed, ofDependency: true), "fails with it", "fail with it")
        add(dependents(.failed, ofDependency: false), "can't be made then", "can't be made then")
        add(
            dependents(.fallback), "fails with it and has its fallback", "fail with it and have their fallbacks")
        add(dependents(.skipped), "is skipped", "are skipped")
        add(failure.asksNothing, "asks for nothing", "ask for nothing")
        add(failure.copes, "copes without", "cope without")
        add(failure.readsFallback, "reads its fallback", "read its fallback")
        return parts
    }
}

extension FailureWords {
    /// What makes more requests of a call than its first.
    static func furtherRequests(_ calls: [CallPlan]) -> String {
        let follows = calls.contains { $0.follow != nil }
        let tries = calls.contains { $0.retry != nil || $0.hedge != nil }
        return follows ? (tries ? "second tries and redirects" : "redirects") : "second tries"
    }
}
