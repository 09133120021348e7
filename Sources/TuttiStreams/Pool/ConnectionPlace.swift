internal import TuttiPlan
internal import TuttiUpstream

/// What has to be the same for a request to go over a connection: where it leads, and how it was opened.
///
/// An instance that is unchanged after a reload goes on with its connections.
struct ConnectionPlace: Hashable {
    let origin: UpstreamOrigin
    let address: String?
    let connection: ConnectionPlan

    init(_ instance: UpstreamInstance) {
        origin = instance.origin
        address = instance.address
        connection = instance.connection
    }

    /// The files of a plan are compared alone: a place is looked up for each request.
    func hash(into hasher: inout Hasher) {
        hasher.combine(origin)
        hasher.combine(address)
    }
}
