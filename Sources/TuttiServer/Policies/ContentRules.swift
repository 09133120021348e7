internal import HTTPTypes
internal import TuttiContentCoding
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPolicies

/// What is done to the content of an endpoint's response: `ETag` with the conditions that clients set by it, and compression.
struct ContentRules {
    /// How a response goes out.
    enum Outcome {
        /// As it is now.
        case whole
        /// In this coding, piece by piece.
        case encoded(SteppedEncoder)
        /// Without the content, and without its length, which only an encoder would know: the answer to HEAD.
        case headOnly
    }

    /// Whether responses without a failed call have a strong tag.
    let hasEntityTags: Bool
    /// Whether responses are compressed for clients that want it.
    let isCompressed: Bool
    /// The places of encoders that work in steps.
    let budget: EncoderBudget

    /// The longest content of which a tag is made: it takes 2 ms, in which the worker does nothing else.
    static let longestTagged = 1 << 20
    /// The longest content that is compressed in one go; what is longer takes several turns of the worker.
    static let longestAtOnce = 32 << 10

    private static let compression = CompressionRule()

    private static let preconditionFailed = ProblemDetails(
        status: 412, title: "Precondition failed",
        detail: "The response is none of those that `If-Match` names by their tags.")

    /// Changes the response to a request with that id; an endpoint's response of 200 alone has a tag.
    func apply(to response: inout ComposedResponse, of request: RequestHead, requestID: String) -> Outcome {
        let choice = coding(of: response, for: request)
        // Whoever refuses all that could be sent gets the content as it is.
        let coding: ContentCoding? = if case .coding(let coding)? = choice { coding } else { nil }
        if let tag = tag(of: response, for: request) {
            response.headers.append(HTTPField(name: .eTag, value: tag.text))
            switch Self.outcome(request, tag) {
            case .proceed: break
            case .notModified:
                if choice != nil { CompressionRule.apply(to: &response.headers, coding: coding?.rawValue) }
                NotModifiedHeaders.reduce(&response.headers)
                response.status = 304
                response.content = SplicedBytes([])
                return .whole
            case .failed:
                let problem = ComposedResponse(Self.preconditionFailed, requestID: requestID)
                response.status = problem.status
                // Those of the file are for composed responses.
                response.headers.removeAll { $0.name.canonicalName != "composition-status" }
                response.headers += problem.headers
                response.content = problem.content
                return .whole
            }
        }
        guard choice != nil else { return .whole }
        if let coding, request.isHead {
            CompressionRule.apply(to: &response.headers, coding: coding.rawValue)
            return .headOnly
        }
        guard let coding, let encoder = try? ContentEncoder(coding, sizeHint: response.content.count) else {
            CompressionRule.apply(to: &response.headers, coding: nil)
            return .whole
        }
        let length = response.content.count
        guard length <= Self.longestAtOnce else {
            // A client gets the content as it is where too many others have it compressed.
            let stepped = SteppedEncoder(encoder, in: budget)
            CompressionRule.apply(to: &response.headers, coding: stepped.map { $0.encoder.coding.rawValue })
            return stepped.map { .encoded($0) } ?? .whole
        }
        let encoded = Self.encoded(response.content, by: encoder)
        let isShorter = encoded.map { $0.count < length } ?? false
        CompressionRule.apply(to: &response.headers, coding: isShorter ? encoder.coding.rawValue : nil)
        if isShorter, let encoded { response.content = SplicedBytes(encoded) }
        return .whole
    }

    /// In which coding a client wants a response that may be compressed; nil where it may not be, for anybody.
    private func coding(of response: ComposedResponse, for request: RequestHead) -> AcceptEncoding.Choice? {
        guard isCompressed,
            Self.compression.allows(
                status: response.status, headers: response.headers, length: response.content.count),
            !request.headers["cache-control"].contains(where: CompressionRule.forbidsTransformation)
        else { return nil }
        return AcceptEncoding(request.headers["accept-encoding"]).choice(of: ContentEncoder.codings)
    }

    private func tag(of response: ComposedResponse, for request: RequestHead) -> EntityTag? {
        guard hasEntityTags, response.status == 200, request.method == .get || request.isHead,
            response.content.count <= Self.longestTagged, response.responseFailures.isEmpty,
            !response.calls.contains(where: { $0.outcome.isFailure })
        else { return nil }
        var hash = ContentHash()
        for piece in response.content.pieces { hash.add(piece.span) }
        return EntityTag(hash)
    }

    private static func outcome(_ request: RequestHead, _ tag: EntityTag) -> Preconditions.Outcome {
        guard let method = request.method,
            let conditions = Preconditions(method: method, values: { request.headers[$0] })
        else { return .proceed }
        return conditions.outcome(for: Validators(tag: tag))
    }

    /// The content in the encoder's coding; nil when memory runs out.
    private static func encoded(_ content: SplicedBytes, by encoder: ContentEncoder) -> [UInt8]? {
        var output: [UInt8] = []
        do throws(ContentEncodingError) {
            for piece in content.pieces {
                try encoder.take(Array(piece), into: &output)
                while encoder.isBehind { try encoder.proceed(into: &output) }
            }
            try encoder.finish(into: &output)
            while encoder.isBehind { try encoder.proceed(into: &output) }
            return output
        } catch {
            return nil
        }
    }
}
