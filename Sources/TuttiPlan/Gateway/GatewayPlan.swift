/// Everything a gateway runs, compiled from one folder of composition files: immutable, plain data.
///
/// The engine and the server read only this; neither sees YAML. Services and calls refer to each other by index, which
/// the compiler guarantees to be in range.
package struct GatewayPlan: Sendable {
    /// Listeners and limits of the whole gateway.
    package let settings: GatewaySettings
    /// The services, in the order of `gateway.yaml`.
    package let services: [ServicePlan]
    /// The endpoints, in the order of files and documents.
    package let endpoints: [EndpointPlan]

    /// A plan made of its parts.
    package init(settings: GatewaySettings, services: [ServicePlan], endpoints: [EndpointPlan]) {
        self.settings = settings
        self.services = services
        self.endpoints = endpoints
    }
}
