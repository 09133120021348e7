package import HTTPTypes
internal import TuttiResilience

/// What a request says of the state in which it wants to find a resource (RFC 9110, 13).
package struct Preconditions: Sendable {
    /// What becomes of a request.
    package enum Outcome: Sendable, Equatable {
        /// It is answered as if it had no conditions.
        case proceed
        /// 304: the client has what there is.
        case notModified
        /// 412: what there is is not what the client has in mind.
        case failed
    }

    private let isRead: Bool
    private let ifMatch: [String]
    private let ifNoneMatch: [String]
    private let ifModifiedSince: [String]
    private let ifUnmodifiedSince: [String]

    /// The conditions of a request; nil if it has none, as most.
    ///
    /// - Parameters:
    ///   - method: the request's.
    ///   - values: the values of all its headers with this name, which is in lower case.
    package init?(method: HTTPRequest.Method, values: (_ name: String) -> [String]) {
        isRead = method == .get || method == .head
        ifMatch = values("if-match")
        ifNoneMatch = values("if-none-match")
        ifModifiedSince = values("if-modified-since")
        ifUnmodifiedSince = values("if-unmodified-since")
        guard !(ifMatch.isEmpty && ifNoneMatch.isEmpty && ifModifiedSince.isEmpty && ifUnmodifiedSince.isEmpty) else {
            return nil
        }
    }

    /// Evaluates them in the order of RFC 9110, 13.2.2; for a request that would get 2xx without them (13.2.1).
    ///
    /// What can't be read is ignored, as a date that is none must be. Tags of a change are not, and an `If-Match` never: a change that was
    /// meant for one state must not be made to another.
    ///
    /// - Parameter current: the validators of what there is; nil if there is nothing.
    /// - Returns: what becomes of the request.
    package func outcome(for current: Validators?) -> Outcome {
        if !ifMatch.isEmpty {
            guard matches(ifMatch, current, strongly: true) == true else { return .failed }
        } else if let date = Self.date(ifUnmodifiedSince), let modified = current?.lastModified, modified > date {
            return .failed
        }
        if !ifNoneMatch.isEmpty {
            switch matches(ifNoneMatch, current, strongly: false) {
            case true: return isRead ? .notModified : .failed
            case false: return .proceed
            case nil: return isRead ? .proceed : .failed
            }
        }
        if isRead, let date = Self.date(ifModifiedSince), let modified = current?.lastModified, modified <= date {
            return .notModified
        }
        return .proceed
    }

    /// Whether what there is is in a list; nil for a list that can't be read.
    private func matches(_ values: [String], _ current: Validators?, strongly: Bool) -> Bool? {
        switch EntityTagCondition(values) {
        case nil: return nil
        case .any: return current != nil
        case .tags(let tags):
            guard let tag = current?.tag else { return false }
            return tags.contains { strongly ? $0.matchesStrongly(tag) : $0.matchesWeakly(tag) }
        }
    }

    private static func date(_ values: [String]) -> Int64? {
        values.count == 1 ? HTTPDate(String(ASCII.trimmed(values[0][...])))?.seconds : nil
    }
}
