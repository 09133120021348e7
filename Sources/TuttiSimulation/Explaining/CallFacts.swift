internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiXML

/// Says in words what a call does beside its request: what it waits for, its time, retries, cache and so on.
struct CallFacts {
    let call: EndpointExplanation.CallExplanation
    /// The names of the endpoint's calls.
    let names: [String]

    private var plan: CallPlan { call.plan }

    /// One line each; none for a call that is nothing but its request.
    var lines: [String] {
        [
            waits, when, plan.needs.map { "needs \($0.source)" }, each, pages, time,
            importance, repeating, undo, shown, retry,
            hedge, kept, follow, reading, numbers,
        ]
        .compactMap(\.self)
    }

    /// `waits for user and product, copes without offers`.
    private var waits: String? {
        let needs = plan.inputs.filter { !$0.copesWithNull }.map { names[$0.call] }
        let copes = plan.inputs.filter { $0.isRead && $0.copesWithNull }.map { names[$0.call] }
        let after = plan.inputs.filter { !$0.isRead }.map { names[$0.call] }
        let parts = [
            needs.isEmpty ? nil : "waits for \(needs.listed())",
            copes.isEmpty ? nil : "waits for \(copes.listed()), and copes without",
            after.isEmpty
                ? nil : "comes after \(after.listed()), whatever became of \(after.count == 1 ? "it" : "them")",
        ]
        let text = parts.compactMap(\.self).joined(separator: "; ")
        return text.isEmpty ? nil : text
    }

    private var when: String? {
        plan.when.map { when in
            "when \(when.source)" + (plan.whenSkipped.map { ", else \($0.source)" } ?? "")
        }
    }

    private var time: String {
        var timeout = "timeout \(plan.timeout.inWords)"
        if call.isCut {
            let least = call.leastTime == .zero ? "nothing" : call.leastTime.inWords
            timeout +=
                call.start == .zero
                ? ", which the deadline cuts to \(least)" : ", of which the deadline leaves \(least) at worst"
        }
        return plan.isRequired ? "required, \(timeout)" : timeout
    }

    private var importance: String? {
        plan.importance == .normal ? nil : "\(plan.importance.rawValue) importance when there is too much to do"
    }

    /// Why it may be made twice, where its method doesn't say so.
    private var repeating: String? {
        if plan.isDeclaredSafe { return "only reads" }
        switch plan.idempotency {
        case nil: return nil
        case .client: return "sends an Idempotency-Key, made of the client's"
        case .request: return "sends an Idempotency-Key, another one for each request of a client"
        }
    }

    /// `undone by DELETE /orders/{order.id}, unless nobody knows its result; within 10 s, up to 5 tries`.
    private var undo: String? {
        guard let undo = plan.undo else { return nil }
        let request = undo.request
        let tries = undo.retry.attempts > 1 ? ", up to \(undo.retry.attempts) tries" : ""
        let when = request.when.map { " when \($0.source)" } ?? ""
        let certain = undo.needsResult ? ", but not where its result is unknown" : ", also where its result is unknown"
        return
            "undone by \(request.method.rawValue) \(request.targetSource)\(when)\(certain); within \(request.timeout.inWords)\(tries)"
    }

    private var each: String? {
        guard let each = plan.each else { return nil }
        let batches = each.batch > 1 ? ", \(each.batch) in a request" : ""
        let key = each.key.map { ", told apart by \($0.line)\(each.many ? ", many of each" : "")" } ?? ""
        return
            "each of \(each.values.line): at most \(each.atMost)\(batches), \(each.parallel.counted("request")) at once\(key)"
    }

    private var pages: String? {
        guard let pages = plan.pages else { return nil }
        let source =
            switch pages.source {
            case .body(let expression): expression.line
            case .header(let name): "the header \(name.canonicalName)"
            }
        let way =
            switch pages.next {
            case .cursor(_, let parameter): "\(source) goes into ?\(parameter)="
            case .link: "\(source) leads to the next one"
            }
        let items = pages.items.map { ", items in \($0.line)" } ?? ""
        let rest = pages.keepsIncomplete ? "; makes do with what there is" : ""
        return "pages: at most \(pages.atMost), \(way)\(items)\(rest)"
    }

    private var shown: String? {
        switch plan.credentials {
        case nil: nil
        case .clientCredentials(let grant): "shows a token of the gateway, from \(grant.address)"
        case .tokenExchange(let grant): "shows a token for that of the client, from \(grant.address)"
        case .clientToken: "shows the token of the client"
        }
    }

    private var retry: String? {
        guard let retry = plan.retry, retry.attempts > 1 else { return nil }
        let budget = "\(Int((call.service.retryBudget * 100).rounded())) %"
        return "retry: \(retry.inWords); budget of \(call.service.name): \(budget)"
    }

    private var hedge: String? {
        switch plan.hedge {
        case nil: nil
        case .after(let time): "hedge: a second try beside one that takes longer than \(time.inWords)"
        case .percentile(let percent):
            "hedge: a second try beside one that takes longer than \(percent) % of the responses"
        }
    }

    private var kept: String? {
        plan.cache.map { "cache: a response is used again \($0.inWords)" }
    }

    private var follow: String? {
        guard let follow = plan.follow else { return nil }
        let places = ["the service's own instances"] + follow.hosts.map(\.description)
        return "follow: up to \(follow.atMost.counted("redirect")), to \(places.listed("or"))"
    }

    private var reading: String? {
        var parts: [String] = []
        let statuses = plan.accept.ranges.map(\.inWords)
        let values = plan.accept.replaced.map { "\($0.statuses.inWords) as \($0.value.jsonText)" }
        if plan.accept.ranges != StatusPolicy.success.ranges || !values.isEmpty {
            parts.append("accept: \((statuses + values).listed())")
        }
        if let refusals = plan.refusals {
            let body = refusals.body.map { "with \($0.source)" } ?? "with what the service says"
            parts.append("refusals: \(refusals.ranges.map(\.inWords).listed()) reach the client \(body)")
        }
        if let expects = plan.expects {
            parts.append("expects: \(expects.fails ? "fails" : "only warns") where the response doesn't fit its schema")
        }
        switch plan.bodyKind {
        case .json: break
        case .xml(let reading) where !reading.lists.isEmpty:
            parts.append("into: xml, with arrays of \(reading.lists.listed())")
        case .text, .xml, .form, .lines: parts.append("into: \(plan.bodyKind.word)")
        }
        switch plan.bodyFormat {
        case .json: break
        case .form: parts.append("sends a form")
        case .graphQL: parts.append("sends a GraphQL query, and has the data")
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private var numbers: String? {
        guard call.mostAttempts > 1 else { return nil }
        let most = "at most \(plan.mostRequests.counted("request"))"
        guard call.mostAttempts > plan.mostRequests else { return most }
        return "\(most), \(call.mostAttempts) with all \(FailureWords.furtherRequests([plan]))"
    }
}
