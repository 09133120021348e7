package import HTTPTypes
internal import TuttiExpressions

extension PathPattern {
    /// The values of the parameters in a client's path, percent-decoded; nil if the path has another shape.
    ///
    /// The path is cut first and decoded then, and has no segment `.` or `..`, as the listener has it.
    package func parameters(in path: some StringProtocol) -> [String]? {
        guard path.first == "/" else { return nil }
        let parts = path.utf8.count == 1 ? [] : path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == segments.count else { return nil }
        var values: [String] = []
        for (segment, part) in zip(segments, parts) {
            guard let text = PercentEncoding.decoded(String(part)), text != ".", text != "..",
                !text.unicodeScalars.contains("\0")
            else { return nil }
            switch segment {
            case .literal(let literal):
                guard literal.utf8.elementsEqual(text.utf8) else { return nil }
            case .parameter(_, let prefix, let suffix):
                let bytes = text.utf8
                guard bytes.count > prefix.utf8.count + suffix.utf8.count, bytes.starts(with: prefix.utf8),
                    bytes.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
                else { return nil }
                let value = bytes.dropFirst(prefix.utf8.count).dropLast(suffix.utf8.count)
                values.append(String(decoding: value, as: UTF8.self))
            }
        }
        return values
    }
}

extension GatewayPlan {
    /// The endpoint that answers a request, and the values of its path's parameters; nil if there is none.
    ///
    /// A literal segment goes before a parameter, and one with more literal text around it before one with less, from the left; a HEAD is answered by a GET where there is no other.
    package func endpoint(
        for method: HTTPRequest.Method, path: some StringProtocol
    ) -> (index: Int, parameters: [String])? {
        var best: (index: Int, parameters: [String], rank: [Int])?
        for (index, endpoint) in endpoints.enumerated() where endpoint.responses(method) {
            guard let parameters = endpoint.path.parameters(in: path) else { continue }
            var rank = endpoint.path.segments.map(\.rank)
            rank.append(endpoint.method == method ? 0 : 1)
            if let best, !rank.lexicographicallyPrecedes(best.rank) { continue }
            best = (index, parameters, rank)
        }
        return best.map { ($0.index, $0.parameters) }
    }
}

extension EndpointPlan {
    /// Whether requests with this method come here: a HEAD is a GET whose content isn't sent (RFC 9110, 9.3.2).
    package func responses(_ method: HTTPRequest.Method) -> Bool {
        method == self.method || method == .head && self.method == .get
    }
}
