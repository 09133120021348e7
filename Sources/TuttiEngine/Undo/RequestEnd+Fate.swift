internal import TuttiUpstream

extension RequestEnd {
    /// Whether the service may have done what it was asked, by this attempt or one before.
    ///
    /// It has done nothing where no request was sent, and where it says that the request is at fault (RFC 9110, 15.5). A 408 comes of a
    /// proxy as well; a status from 500 on says nothing about how far the service had come.
    var mayBeDone: Bool {
        // A redirect may be the answer to what was done (RFC 9110, 15.4.4).
        if mayBeDoneBefore || (trail?.followed ?? 0) > 0 { return true }
        switch result {
        case .refused: return false
        case .exchanged(.failure(let failure)): return failure.phase == .exchanging
        case .exchanged(.response(let response)):
            return !(400..<500).contains(response.status) || response.status == 408
        }
    }
}
