internal import TuttiPlan
internal import TuttiRouting

/// A path of a service's own description, and the path by which clients reach it through a route.
struct DescribedPath {
    /// The client's path.
    let pattern: PathPattern

    /// Nil for a path that the route doesn't take, or of which nobody knows by which path it is reached.
    init?(_ path: String, through route: RoutePlan, _ forward: ForwardPlan) {
        guard let segments = Self.segments(path), let client = Self.client(segments, route.path, forward.target),
            Self.isTaken(client, by: route.path)
        else { return nil }
        pattern = PathPattern(client)
        let names = pattern.parameterNames
        guard Set(names).count == names.count else { return nil }
    }

    /// The segments of `/orders/{id}`; nil for one with two parameters in a segment.
    private static func segments(_ path: String) -> [PathPattern.Segment]? {
        guard let decoded = try? DecodedPath(path[...]) else { return nil }
        var segments: [PathPattern.Segment] = []
        for index in 0..<decoded.count {
            guard let segment = segment(decoded.text(index)) else { return nil }
            segments.append(segment)
        }
        return segments
    }

    private static func segment(_ text: String) -> PathPattern.Segment? {
        guard let open = text.firstIndex(of: "{") else { return text.contains("}") ? nil : .literal(text) }
        guard let close = text[open...].firstIndex(of: "}") else { return nil }
        let (name, suffix) = (text[text.index(after: open)..<close], text[text.index(after: close)...])
        guard !name.isEmpty, !name.contains("{"), !suffix.contains("{"), !suffix.contains("}") else { return nil }
        return .parameter(String(name), prefix: String(text[..<open]), suffix: String(suffix))
    }

    /// The client's path for one of the service: the way of `strip` and `rewrite`, backwards.
    private static func client(
        _ service: [PathPattern.Segment], _ route: PathPattern, _ target: ForwardPlan.Target
    ) -> [PathPattern.Segment]? {
        switch target {
        case .unchanged: return service
        case .stripped(let count): return route.segments.prefix(count) + service
        case .rewritten(let rewrite):
            var text = ""
            for part in rewrite.text.parts {
                // What a placeholder stands for is known only when a request comes.
                guard case .literal(let literal) = part else { return nil }
                text += literal
            }
            if rewrite.endsInRest, text.hasSuffix("/") { text.removeLast() }
            guard let sent = segments(text.isEmpty ? "/" : text), service.starts(with: sent),
                rewrite.endsInRest || service.count == sent.count && !route.hasRest
            else { return nil }
            return route.segments + service.dropFirst(sent.count)
        }
    }

    private static func isTaken(_ client: [PathPattern.Segment], by route: PathPattern) -> Bool {
        guard route.hasRest ? client.count >= route.segments.count : client.count == route.segments.count else {
            return false
        }
        return zip(route.segments, client).allSatisfy { pattern, segment in
            switch (pattern, segment) {
            case (.literal, _): pattern == segment
            case (.parameter(_, let prefix, let suffix), .literal(let text)):
                text.hasPrefix(prefix) && text.hasSuffix(suffix)
                    && text.utf8.count > prefix.utf8.count + suffix.utf8.count
            case (.parameter(_, let prefix, let suffix), .parameter(_, let otherPrefix, let otherSuffix)):
                otherPrefix.hasPrefix(prefix) && otherSuffix.hasSuffix(suffix)
            }
        }
    }
}
