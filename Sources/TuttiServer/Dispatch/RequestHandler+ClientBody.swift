internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiUpstream

extension RequestHandler {
    /// The response to a request whose body is read so; nil when it is JSON as it is.
    func response(
        _ request: ClientRequest, read form: ClientBody?, limit: Int, endpoint: Int,
        over transport: some UpstreamExecutor
    ) async -> ComposedResponse {
        guard let form else { return await response(request, endpoint: endpoint, over: transport) }
        do throws(Refusal) {
            var request = request
            request.body = try await form.json(of: request.body, limit: limit)
            return await response(request, endpoint: endpoint, over: transport)
        } catch {
            return ComposedResponse(error, requestID: request.id)
        }
    }
}
