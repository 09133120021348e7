internal import TuttiJSON
internal import TuttiPlan

/// How a route forwards while it is read: the defaults of the keys, until the document says otherwise.
struct ForwardDraft {
    var split: ServiceSplit?
    var target = ForwardPlan.Target.unchanged
    var headers: [HeaderChange] = []
    var mirror: MirrorPlan?
    var idleTimeout = RouteKeys.idleTimeout.standard
    /// Nil for any number of bytes.
    var maximumRequestBody: Int?
    var cache: CachePlan?
    var buffersRequest = false
    var allowsEncodedSlashes = RouteKeys.allowEncodedSlashes.standard
    var description: JSONValue?

    /// The plan; nil where a mistake leaves no service.
    var plan: ForwardPlan? {
        split.map { split in
            ForwardPlan(
                split: split, target: target, headers: headers, mirror: mirror, idleTimeout: idleTimeout,
                maximumRequestBody: maximumRequestBody, cache: cache, buffersRequest: buffersRequest,
                allowsEncodedSlashes: allowsEncodedSlashes, description: description)
        }
    }
}
