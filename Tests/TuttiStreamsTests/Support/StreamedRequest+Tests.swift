import HTTPTypes
import NIOCore
import TuttiPlan
import TuttiResilience
import TuttiUpstream

extension StreamedRequest {
    /// A request of the tests.
    static func to(
        port: Int = 80, scheme: UpstreamOrigin.Scheme = .http, host: String = "127.0.0.1",
        _ method: HTTPRequest.Method = .get, _ target: String = "/", headers: [HTTPField] = [], body: Body = .none,
        upgrade: String? = nil, socketPath: String? = nil, address: String? = nil,
        connection: ConnectionPlan = .standard,
        times: Times = Times(connect: .seconds(60), response: .seconds(60), idle: .seconds(60))
    ) -> StreamedRequest {
        let origin = UpstreamOrigin(scheme: scheme, host: host, port: port, socketPath: socketPath)
        return StreamedRequest(
            instance: UpstreamInstance(origin: origin, address: address, connection: connection), method: method,
            target: target, headers: headers, body: body, upgrade: upgrade, times: times)
    }
}
