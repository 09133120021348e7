import HTTPTypes
import TuttiPlan
import TuttiResilience
import TuttiUpstream

/// A call, and the instance that a test sends its requests to.
struct AddressedCall: Sendable {
    let call: UpstreamCall
    var instance: UpstreamInstance

    init(
        origin: UpstreamOrigin, method: HTTPRequest.Method, headers: [HTTPField] = [], connectTimeout: TimeSpan,
        maximumResponseBytes: Int, wantedHeaders: [HTTPField.Name] = [], address: String? = nil,
        connection: ConnectionPlan = .standard
    ) {
        call = UpstreamCall(
            method: method, headers: headers, connectTimeout: connectTimeout,
            maximumResponseBytes: maximumResponseBytes, wantedHeaders: wantedHeaders)
        instance = UpstreamInstance(origin: origin, address: address, connection: connection)
    }

    /// A request of the call to the instance.
    func request(
        _ target: String = "/", headers: [HTTPField] = [], body: [UInt8]? = nil, deadline: MonotonicTime
    ) -> UpstreamRequest {
        UpstreamRequest(
            call: call, instance: instance, target: target, headers: headers, body: body, deadline: deadline)
    }
}
