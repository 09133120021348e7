/// Refuses a body that an endpoint could not read, and says how one that is no plain JSON is read.
struct ReadableBodyPolicy: RequestPolicy {
    func handle(_ exchange: Exchange, next: NextPolicies) {
        if exchange.request.describesBody, exchange.request.bodyLength != .known(0) {
            do throws(Refusal) {
                exchange.bodyForm = try ClientBody(exchange.request.headers)
            } catch {
                return exchange.refuse(error)
            }
        }
        next(exchange)
    }
}
