internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// The responses of an `each`, matched back to its values.
struct EachResponses {
    /// A member for each value; see ``EachValues/table``.
    private let table: JSONObject
    /// The response to each value, or null: beside the table, which would be copied if they were filled in there.
    private var values: [JSONValue]
    /// How many values have no response because a request failed.
    private(set) var failedCount = 0
    /// How many values have no item in a response that was matched by `key`.
    private(set) var unmatchedCount = 0
    /// The first failure that is not a cancellation, else the first one.
    private(set) var failure: CallEnd?
    /// Where the values come from: the oldest cached response, if one was used.
    private(set) var source = CallEnd.Source.service
    private var areAllCached = true

    /// No responses yet.
    init(_ table: JSONObject) {
        self.table = table
        values = [JSONValue](repeating: .null, count: table.count)
    }

    /// Adds the end of the request for the values at these places.
    mutating func take(_ end: CallEnd, at places: Range<Int>, of each: EachPlan, scope: Scope) {
        guard case .succeeded(let value) = end.verdict else { return note(end, places.count) }
        note(end.source)
        guard each.batch > 1 || each.many else {
            return replaceValue(at: places.lowerBound, with: value)
        }
        if let problem = match(value, at: places, each, scope) { note(.failed(.expression, problem), places.count) }
    }

    /// An array in the order of the values, or an object by value.
    func value(of each: EachPlan) -> JSONValue {
        each.key == nil ? .array(values) : .object(table.replacingValues(with: values))
    }

    private mutating func replaceValue(at place: Int, with value: JSONValue) {
        guard values.indices.contains(place) else { return }
        values[place] = value
    }

    private mutating func note(_ end: CallEnd, _ count: Int) {
        failedCount += count
        if failure == nil || failure?.reason == .canceled && end.reason != .canceled { failure = end }
    }

    private mutating func note(_ other: CallEnd.Source) {
        switch (source, other) {
        // Of a GraphQL query: some of the data of one request.
        case (.part(let count, let reason, let message), .part(let more, _, _)):
            source = .part(failed: count + more, reason, message: message)
        case (.part, _): break
        case (_, .part): source = other
        case (.service, .cached), (.service, .stale):
            if case .stale = other { source = other } else if areAllCached { source = other }
        case (.cached(let age), .cached(let otherAge)): if otherAge > age { source = other }
        case (.cached, .stale): source = other
        case (.stale(let age, _, _), .stale(let otherAge, _, _)): if otherAge > age { source = other }
        case (.cached, .service): source = .service
        default: break
        }
        switch other {
        case .service, .part: areAllCached = false
        case .cached, .stale, .refusal: break
        }
    }

    /// Matches the items of a response to the values of its batch; returns what is wrong with the response, nil when nothing is.
    private mutating func match(
        _ response: JSONValue, at places: Range<Int>, _ each: EachPlan, _ scope: Scope
    ) -> String? {
        guard response.kind == .array || response.isNull else {
            let what = each.batch > 1 ? "the response to a batch" : "the response to a call with `many`"
            return "\(what) is \(response.kind.indefinite), and an array is needed; see `select`"
        }
        let items = response.elements
        guard let key = each.key else {
            guard items.count == places.count else {
                return "the response to a batch of \(places.count) has \(items.count) items; "
                    + "without `key` they are told apart by position"
            }
            for (place, item) in zip(places, items) { replaceValue(at: place, with: item) }
            return nil
        }
        // The items of each place, where there may be many: filled in here, so that none of the lists is copied as it grows.
        var lists = each.many ? [[JSONValue]](repeating: [], count: places.count) : []
        // Most services respond in the order of the request: then no name is searched for.
        var expected = places.lowerBound
        var unmatched = places.count
        for item in items {
            let value: JSONValue
            do {
                value = try key.evaluate(in: scope, current: item)
            } catch {
                return "key: \(error.message)"
            }
            // Without `many` the first of several items for a value counts; items that nobody asked for are ignored.
            guard let text = value.scalarText else { continue }
            let isNext = places.contains(expected) && table.members[expected].name == text
            guard let place = isNext ? expected : table.place(of: text), places.contains(place) else { continue }
            if each.many {
                lists[place - places.lowerBound].append(item)
                expected = place
                continue
            }
            guard values[place].isNull else { continue }
            replaceValue(at: place, with: item)
            expected = place + 1
            unmatched -= 1
        }
        for (place, list) in zip(places, lists) { replaceValue(at: place, with: .array(list)) }
        unmatchedCount += each.many ? lists.count { $0.isEmpty } : unmatched
        return nil
    }
}
