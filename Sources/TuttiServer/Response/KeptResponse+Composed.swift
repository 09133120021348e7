internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPolicies

extension KeptResponse {
    /// What whoever repeats a request gets; nil where the request is to be served once more.
    ///
    /// - A request of which nothing was sent to a service has done nothing: what is wrong with it, or with the gateway, may be mended.
    /// - A status that says that the same may go well later is kept only where something was done that stays.
    init?(toRepeat response: ComposedResponse) {
        let stays = response.calls.contains(where: \.stays)
        guard stays || response.calls.contains(where: \.wasSent) && !Self.invitesRepetition(response.status) else {
            return nil
        }
        guard response.content.count <= RepeatTable.Bounds.longest else {
            self.init(onlyStatus: response.status)
            return
        }
        self.init(status: response.status, headers: response.headers, body: response.body)
    }

    /// Whether a status says that the same request may do better later: also 401, after which clients show other credentials.
    private static func invitesRepetition(_ status: Int) -> Bool {
        status >= 500 || [401, 408, 425, 429].contains(status)
    }
}
