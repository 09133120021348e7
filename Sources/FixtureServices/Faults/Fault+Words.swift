extension Fault: CustomStringConvertible {
    /// The switch as a sentence: `waits 500 ms, then answers 503; the next 3 requests`.
    package var description: String {
        var steps: [String] = []
        if let delay { steps.append("waits \(Self.words(delay))") }
        if let status { steps.append("answers \(status)") }
        switch headers {
        case .many: steps.append("sends 10,000 headers")
        case .huge: steps.append("sends a header of 1 MiB")
        case nil: break
        }
        if let ending { steps.append(Self.words(ending)) }
        var text = steps.isEmpty ? "does nothing" : steps.joined(separator: ", then ")
        if let times { text += times == 1 ? "; the next request only" : "; the next \(times) requests" }
        if let perMille, perMille < 1_000 { text += "; \(perMille) of 1000 requests" }
        if let pathPrefix { text += "; paths that start with \(pathPrefix)" }
        return text
    }

    private static func words(_ time: Duration) -> String {
        let parts = time.components
        return "\(parts.seconds * 1_000 + parts.attoseconds / 1_000_000_000_000_000) ms"
    }

    private static func words(_ ending: Ending) -> String {
        switch ending {
        case .hang: "never answers"
        case .closeAfterAccept: "closes each connection without reading a request"
        case .closeAfterRequest: "closes without a byte"
        case .resetAfterRequest: "resets the connection without a byte"
        case .resetMidBody: "resets the connection after half of the body"
        case .invalidJSON: "sends a body that is not JSON"
        case .endless: "sends a body that never ends"
        case .gzipBomb: "sends 100 kB of gzip that decode to 100 MiB"
        case .truncatedChunked: "leaves out the last chunk"
        case .trickle(let interval): "sends a byte of the body each \(words(interval))"
        }
    }
}
