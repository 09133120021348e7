internal import TuttiExpressions
internal import TuttiJSON
package import TuttiPlan
package import TuttiPolicies

/// A limit as requests to one endpoint or route meet it.
package final class PreparedLimit: Sendable {
    /// Whose request it is for a limit.
    package enum Owner: Sendable, Equatable {
        /// Of all that have this key.
        case key(LimitKey)
        /// Of nobody who is limited.
        case exempt
    }

    /// The limit as the files describe it.
    package let plan: LimitPlan
    private let clientScope: ClientScope
    /// The parameters that have types; nil for none.
    private let types: TypedParameters?

    /// A limit of the endpoint or the route with that path.
    ///
    /// `request` has the types of parameters; nil for none.
    package init(_ plan: LimitPlan, path: PathPattern, request: RequestPlan? = nil, in gateway: GatewayPlan) {
        self.plan = plan
        types = TypedParameters(
            plan.readsTypes ? request : nil, path: path, reads: plan.reads, names: plan.readParameters)
        clientScope = ClientScope(
            plan.layout, reads: plan.reads, path: path, textOfQuery: plan.textOfQuery, in: gateway)
    }

    /// Whether nothing but the client's address has to be known of a request.
    package var needsAddressOnly: Bool {
        guard plan.cost == nil else { return false }
        if case .value = plan.subject { return false }
        return true
    }

    /// Whose request it is, where nothing else has to be known of it; an address that isn't known is one like any other.
    package func owner(at address: IPAddress?) -> Owner {
        if case .everyone = plan.subject { return .key(.everyone) }
        return .key(address.map { LimitKey($0) } ?? LimitKey(text: ""))
    }

    /// Whose request it is, and for how many it counts.
    ///
    /// What can't be computed has no key; it's counted with those that have none, even where these are exempt. The same goes for what is
    /// null because a parameter doesn't fit its type.
    package func owner(of request: ClientRequest, at address: IPAddress?) -> (owner: Owner, cost: UInt64) {
        let (holder, cost) = holder(of: request, at: address)
        let owner: Owner =
            switch holder {
            case .client: owner(at: address)
            case .exempt: .exempt
            case .withoutKey: .key(.withoutKey)
            case .text(let text): .key(LimitKey(text: text))
            // 7 and 7.0 are one number: whoever writes it otherwise gets no second share.
            case .number(let number): .key(LimitKey(number))
            case .json(let bytes): .key(LimitKey(json: bytes))
            }
        return (owner, cost)
    }

    /// Whose request it is, in bytes that are the same for all instances.
    ///
    /// Without a request, it is known by nothing but the address.
    package func name(of request: ClientRequest?, at address: IPAddress?) -> [UInt8] {
        let holder = request.map { self.holder(of: $0, at: address).holder } ?? .client
        switch holder {
        case .client:
            if case .everyone = plan.subject { return Array("everyone".utf8) }
            return Array("address \(address?.holder.description ?? "")".utf8)
        case .exempt, .withoutKey: return Array("without".utf8)
        case .text(let text): return Array("text \(text)".utf8)
        case .number(let number): return Array("number \(number.canonicalText)".utf8)
        case .json(let bytes): return Array("json ".utf8) + bytes
        }
    }

    /// What a limit counts a request by.
    private enum Holder {
        /// Its address, or nothing.
        case client
        case exempt
        case withoutKey
        case text(String)
        case number(JSONNumber)
        case json([UInt8])
    }

    private func holder(of request: ClientRequest, at address: IPAddress?) -> (holder: Holder, cost: UInt64) {
        var request = request
        // Whoever has one of the addresses of an IPv6 network has all of them.
        if let address, !address.isIPv4 { request.clientAddress = address.holder.description }
        let isReadable = (try? clientScope.hasRawQuery(request)) != nil
        var scope = clientScope.scopeWithoutBody(for: request)
        let fits = types?.set(in: &scope, of: request) ?? true
        let cost = isReadable ? plan.cost.flatMap { try? $0.evaluate(in: scope) }?.cost ?? 1 : 1
        guard case .value(let template) = plan.subject else { return (.client, cost) }
        guard isReadable, let value = try? template.evaluate(in: scope) else { return (.withoutKey, cost) }
        switch value.kind {
        case .null: return (plan.withoutKey == .exempt && fits ? .exempt : .withoutKey, cost)
        case .string: return (.text(value.string ?? ""), cost)
        case .number: return (value.number.map { .number($0) } ?? .withoutKey, cost)
        case .bool, .array, .object:
            var writer = JSONWriter()
            writer.write(value)
            return (.json(writer.bytes), cost)
        }
    }
}

extension JSONValue {
    /// For how many requests one counts: a fraction counts as a whole, and what is below zero as nothing; nil for what is no number.
    ///
    /// What a client sends in its query is text, and that of a number counts as the number.
    fileprivate var cost: UInt64? {
        guard let text = number?.text ?? string, let value = Double(text), value.isFinite else { return nil }
        return UInt64(min(max(value, 0), 1e15).rounded(.up))
    }
}
