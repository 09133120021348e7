internal import HTTPTypes
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiUpstream

/// The requests of a call with `pages`: one after the other, each to where the page before it leads.
///
/// Each of them is a request like any other, with retries, a hedge and cached responses of its own. All of them share the time of the call.
struct PagedRequests {
    private let pages: PagesPlan
    private let launch: CallLaunch
    private let first: CallContent
    private var items: [JSONValue] = []
    /// The bytes of all pages.
    private var size = 0
    /// The targets that were asked for.
    private var asked: Set<String>
    /// The figures of all requests.
    private var sum = CallEnd(verdict: .succeeded(.null))

    init(_ pages: PagesPlan, _ launch: CallLaunch, _ content: CallContent) {
        self.pages = pages
        self.launch = launch
        first = content
        asked = [content.target]
    }

    /// Why a page, or what leads to it, is of no use.
    private struct Unusable: Error {
        let reason: FailureReason
        let message: String
    }

    /// Gets the pages, and puts their items together.
    nonisolated(nonsending) mutating func run(over transport: some UpstreamRuntime) async -> CallEnd {
        var content = first
        for number in 1...pages.atMost {
            guard number == 1 || transport.now < content.deadline else {
                return incomplete(.failed(.timeout, "its time was over before page \(number)"))
            }
            let request = CallRequest(
                call: launch.call, service: launch.service, content: content, session: launch.session)
            let end = await request.run(scope: launch.scope, over: transport)
            note(end)
            guard case .succeeded(let page) = end.verdict else {
                return number == 1 || end.reason == .canceled ? failed(end) : incomplete(end)
            }
            do throws(Unusable) {
                try take(page, number)
                guard let target = try target(after: page, end.headers, number), asked.insert(target).inserted else {
                    return whole()
                }
                content = content.to(target)
            } catch {
                let end = CallEnd.failed(error.reason, error.message)
                return number == 1 ? failed(end) : incomplete(end)
            }
        }
        return incomplete(.failed(.tooMany, "there are more pages than the \(pages.atMost) that `at-most` allows"))
    }

    private mutating func note(_ end: CallEnd) {
        sum.attempts += end.attempts
        sum.wasSent = sum.wasSent || end.wasSent
        sum.connectionReused = sum.connectionReused ?? end.connectionReused
        sum.status = end.status ?? sum.status
        sum.headers = end.headers
        switch (sum.source, end.source) {
        case (_, .stale): sum.source = end.source
        case (.service, .cached) where asked.count == 1: sum.source = end.source
        case (.cached, .service): sum.source = .service
        default: break
        }
    }

    /// Adds the items of a page.
    private mutating func take(_ page: JSONValue, _ number: Int) throws(Unusable) {
        if case .node(let node) = page { size += node.withRawBytes { $0.count } }
        guard size <= launch.call.maximumResponse else {
            throw Unusable(
                reason: .tooLarge,
                message: "its pages have more than the \(launch.call.maximumResponse) bytes that a response may have")
        }
        var found = page
        if let expression = pages.items { found = try evaluate(expression, on: page, "items") }
        if found.isNull { return }
        guard found.kind == .array else {
            throw Unusable(
                reason: .expression,
                message: "the items of page \(number) are \(found.kind.indefinite), and an array is needed; see `items`"
            )
        }
        items.append(contentsOf: found.elements)
    }

    private func evaluate(_ expression: Expression, on page: JSONValue, _ key: String) throws(Unusable) -> JSONValue {
        do {
            return try expression.evaluate(in: launch.scope, current: page)
        } catch {
            throw Unusable(reason: .expression, message: "\(key): \(error.message)")
        }
    }

    // MARK: - From page to page

    /// The target of the next page; nil behind the last one.
    private func target(
        after page: JSONValue, _ headers: [HTTPField], _ number: Int
    ) throws(Unusable) -> String? {
        let text: String
        switch pages.source {
        case .header(let name):
            let values = headers.filter { $0.name == name }.map(\.value)
            guard let value = name.canonicalName == "link" ? LinkHeader.next(in: values) : values.first, !value.isEmpty
            else { return nil }
            text = value
        case .body(let expression):
            let value = try evaluate(expression, on: page, "what leads to the next page")
            guard value.isTruthy else { return nil }
            guard let found = value.scalarText else {
                throw Unusable(
                    reason: .expression,
                    message:
                        "what leads from page \(number) to the next one is \(value.kind.indefinite), and text is needed"
                )
            }
            text = found
        }
        guard text.utf8.count <= Self.longest else {
            throw Unusable(
                reason: .badResponse, message: "what leads from page \(number) to the next one has more than 8 KiB")
        }
        switch pages.next {
        case .cursor(_, let parameter): return Self.target(first.target, parameter, PercentEncoding.encoded(text))
        case .link: return try target(of: text, number)
        }
    }

    private static let longest = 8 << 10

    /// A target with a parameter of that value, in the place of what it has of that name.
    private static func target(_ target: String, _ name: String, _ value: String) -> String {
        let path = target.prefix { $0 != "?" }
        let parameters = target.dropFirst(path.count + 1).split(separator: "&").filter { parameter in
            !parameter.prefix { $0 != "=" }.utf8.elementsEqual(name.utf8)
        }
        return path + "?" + (parameters.map(String.init) + ["\(name)=\(value)"]).joined(separator: "&")
    }

    /// The target of a link, which must lead to the service itself: the request has its credentials, and the client's.
    private func target(of link: String, _ number: Int) throws(Unusable) -> String {
        let instances = launch.service.instances
        guard let instance = instances.first,
            let target = RedirectTarget(
                location: link, origin: instance.origin, target: instance.basePath + first.target)
        else {
            throw Unusable(
                reason: .badResponse, message: "the link from page \(number) to the next one is no URL to follow")
        }
        guard let place = launch.call.place(of: target.origin, from: instance.origin, among: instances) else {
            throw Unusable(
                reason: .badResponse,
                message:
                    "the link from page \(number) to the next one leads to \(target.origin), which is not the service")
        }
        let base = instances.first { $0.origin == place }?.basePath ?? ""
        guard !base.isEmpty else { return target.target }
        let rest = target.target.dropFirst(base.count)
        guard target.target.hasPrefix(base), rest.hasPrefix("/") || rest.hasPrefix("?") else {
            throw Unusable(
                reason: .badResponse,
                message: "the link from page \(number) to the next one leaves the path of the service")
        }
        return String(rest)
    }

    // MARK: - The end

    /// All pages were there.
    private func whole() -> CallEnd {
        finished(.array(items), source: sum.source)
    }

    private func finished(_ value: JSONValue, source: CallEnd.Source) -> CallEnd {
        var end = sum
        end.source = source
        do {
            end.verdict = .succeeded(try launch.call.plan.select?.evaluate(in: launch.scope, current: value) ?? value)
        } catch {
            end.verdict = .failed(.expression, message: "select: \(error.message)")
        }
        return end
    }

    private func failed(_ failure: CallEnd) -> CallEnd {
        var end = failure
        end.attempts = sum.attempts
        end.wasSent = sum.wasSent
        end.connectionReused = sum.connectionReused
        end.status = failure.status ?? sum.status
        return end
    }

    /// A page after the first is missing: the call has failed, or what there is stands for the whole.
    private func incomplete(_ failure: CallEnd) -> CallEnd {
        guard pages.keepsIncomplete, case .failed(let reason, let message) = failure.verdict, reason != .canceled else {
            return failed(failure)
        }
        return finished(.array(items), source: .part(failed: 1, reason, message: message))
    }
}

extension CallContent {
    /// The same to another target.
    fileprivate func to(_ target: String) -> CallContent {
        var content = CallContent(target: target, headers: headers, body: body, deadline: deadline)
        content.credential = credential
        return content
    }
}
