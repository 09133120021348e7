internal import HTTPTypes
internal import TuttiJSON
package import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

extension EndpointTest {
    /// The test as it stands below `tests:` of an endpoint, indented by two spaces.
    ///
    /// - Parameter services: the services of the plan, for their names.
    /// - Returns: lines, each with its line feed.
    package func yaml(services: [ServicePlan]) -> String {
        var yaml = YAMLText()
        yaml.write(members(services), indent: 4)
        return "  - " + yaml.text.dropFirst(4)
    }

    private func members(_ plans: [ServicePlan]) -> [(name: String, value: JSONValue)] {
        var members: [(name: String, value: JSONValue)] = [("name", .string(name))]
        let only: TestStep? = if steps.count == 1, case .request(let step)? = steps.first { step } else { nil }
        if let only { members += only.request.members }
        if let scripts = Self.literal(services, plans) { members.append(("services", scripts)) }
        if let only {
            members.append(("expect", only.expect.literal))
        } else {
            members.append(("steps", .array(steps.map { $0.literal(plans) })))
        }
        if !required.isEmpty { members.append(("required", .array(required.map { .string($0.description) }))) }
        return members
    }

    fileprivate static func literal(_ scripts: [Int: ServiceScript], _ plans: [ServicePlan]) -> JSONValue? {
        guard !scripts.isEmpty else { return nil }
        let named = plans.indices.compactMap { index in scripts[index].map { (plans[index].name, $0.literal) } }
        return .object(JSONObject(named.map { (name: $0.0, value: $0.1) }))
    }
}

extension EndpointTest.Step {
    fileprivate func literal(_ plans: [ServicePlan]) -> JSONValue {
        switch self {
        case .wait(let span): return .object(JSONObject([(name: "wait", value: .string(span.literal))]))
        case .request(let step):
            var members = step.request.members
            if let scripts = EndpointTest.literal(step.services, plans) { members.append(("services", scripts)) }
            if step.repeats > 1 { members.append(("repeat", .number(JSONNumber(step.repeats)))) }
            members.append(("expect", step.expect.literal))
            return .object(JSONObject(members))
        }
    }
}

extension TestRequest {
    fileprivate var members: [(name: String, value: JSONValue)] {
        var members: [(name: String, value: JSONValue)] = [("request", .string("\(method.rawValue) \(target)"))]
        if !headers.isEmpty { members.append(("headers", headers.literal)) }
        if let identity {
            members.append(("auth", .string(identity.way)))
            members.append(("claims", identity.claims))
        }
        if let body { members.append(("body", body)) }
        return members
    }
}

extension ServiceScript {
    fileprivate var literal: JSONValue {
        .object(
            JSONObject(
                rules.map { rule in
                    let responses = rule.responses.map(\.literal)
                    let only = responses.count == 1 ? responses.first : nil
                    return (name: rule.pattern.description, value: only ?? .array(responses))
                }))
    }
}

extension ServiceResponse {
    fileprivate var literal: JSONValue {
        var members: [(name: String, value: JSONValue)] = []
        if let after { members.append(("after", .string(after.literal))) }
        switch ending {
        case .failure(let reason):
            if members.isEmpty { return .string(reason.rawValue) }
            members.append(("fail", .string(reason.rawValue)))
        case .response(let status, let headers, let body):
            if status != 200 { members.append(("status", .number(JSONNumber(status)))) }
            if !headers.isEmpty { members.append(("headers", headers.literal)) }
            switch body {
            case .none:
                if members.allSatisfy({ $0.name == "status" }) { return .number(JSONNumber(status)) }
            case .json(let value): members.append(("body", value))
            case .text(let text): members.append(("text", .string(text)))
            }
        }
        return .object(JSONObject(members))
    }
}

extension ExpectedHeader {
    fileprivate var literal: (name: String, value: JSONValue) {
        let value: JSONValue =
            switch values {
            case .none: .null
            case .joined(let value): .string(value)
            case .each(let values): .array(values.map { .string($0) })
            }
        return (name.canonicalName, value)
    }
}

extension ExpectedRequests {
    fileprivate var literal: JSONValue {
        if body == nil, headers.isEmpty, let times { return .number(JSONNumber(times)) }
        var members: [(name: String, value: JSONValue)] = []
        if let times { members.append(("times", .number(JSONNumber(times)))) }
        if let body { members.append(("body", body)) }
        if !headers.isEmpty {
            members.append(("headers", .object(JSONObject(headers.map(\.literal)))))
        }
        return .object(JSONObject(members))
    }
}

extension TestExpectation {
    fileprivate var literal: JSONValue {
        var members: [(name: String, value: JSONValue)] = []
        if let status { members.append(("status", .number(JSONNumber(status)))) }
        if !outcomes.isEmpty {
            let words = outcomes.map { (name: $0.call, value: JSONValue.string($0.word)) }
            members.append(("outcome", .object(JSONObject(words))))
        }
        if let body { members.append(("body", body)) }
        if !headers.isEmpty {
            members.append(("headers", .object(JSONObject(headers.map(\.literal)))))
        }
        if !calls.isEmpty {
            let requests = calls.map { (name: $0.call, value: $0.literal) }
            members.append(("calls", .object(JSONObject(requests))))
        }
        if !sent.isEmpty {
            members.append(("sent", .object(JSONObject(sent.map { (name: $0.call, value: $0.body) }))))
        }
        if let within { members.append(("within", .string(within.literal))) }
        return .object(JSONObject(members))
    }
}

extension [HTTPField] {
    /// Names to values; a header that is repeated has a list.
    fileprivate var literal: JSONValue {
        var object = JSONObject()
        for name in map(\.name.canonicalName) {
            let values = filter { $0.name.canonicalName == name }.map { JSONValue.string($0.value) }
            object[name] = values.count == 1 ? values[0] : .array(values)
        }
        return .object(object)
    }
}

extension TimeSpan {
    /// As files write it: `250ms`.
    fileprivate var literal: String { "\(max(milliseconds, 1))ms" }
}
