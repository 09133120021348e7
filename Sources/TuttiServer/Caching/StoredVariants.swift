internal import TuttiCaching
internal import TuttiResilience

/// What is stored for one target: a response for each kind of request that `Vary` tells apart, the newest first.
struct StoredVariants: CachedValue {
    /// No more are stored: what clients send must not fill the memory of others.
    static let most = 16

    private(set) var responses: [StoredResponse] = []

    var size: Int { responses.reduce(64) { $0 + $1.size } }

    /// When the oldest was asked for: a purge after that holds for all of them.
    var requestedAt: MonotonicTime { responses.map(\.requestedAt).min() ?? .zero }

    /// The response to such a request.
    func response(to request: CacheRequest) -> StoredResponse? {
        responses.first { $0.head.matches(request) }
    }

    /// Puts a response in, in place of the one to the same requests.
    mutating func put(_ response: StoredResponse, for request: CacheRequest, atMost bytes: Int) {
        responses.removeAll { $0.head.matches(request) }
        responses.insert(response, at: 0)
        // One that is larger than what there is room for is not kept by the store, either.
        while responses.count > Self.most || responses.count > 1 && size > bytes { responses.removeLast() }
    }

    /// Takes the response to such a request out.
    mutating func remove(for request: CacheRequest) {
        responses.removeAll { $0.head.matches(request) }
    }
}
