/// How the instances of a service are found while the gateway runs.
package enum DiscoveryPlan: Sendable, Hashable {
    /// Each address (A, AAAA) of a name is an instance, and all listen on one port.
    case dns(name: String, port: Int, isSecure: Bool)
    /// Each target of an SRV record (RFC 2782) is an instance for each of its addresses, with the record's port, priority and weight.
    case srv(name: String, isSecure: Bool)
    /// A file has them, and is read again when it has changed; the path is absolute, or begins at the folder that Tutti was started in.
    case file(path: String)

    /// What stands for the instances where none is looked for: in tests, and in what is said of the plan.
    package func standIn(for service: String) -> ServiceInstance {
        switch self {
        case .dns(let name, let port, let isSecure): ServiceInstance(isSecure: isSecure, host: name, port: port)
        case .srv(let name, let isSecure): ServiceInstance(isSecure: isSecure, host: name, port: isSecure ? 443 : 80)
        case .file: ServiceInstance(host: service, port: 80)
        }
    }

    /// What is known of the instances before they are found: what DNS finds has a host and is called by TLS, or isn't; a file may have any.
    package var knownInstances: [ServiceInstance] {
        if case .file = self { [] } else { [standIn(for: "")] }
    }

    /// What is asked for, in words: `the name orders.internal`.
    package var subject: String {
        switch self {
        case .dns(let name, _, _): "the name \(name)"
        case .srv(let name, _): "the name \(name)"
        case .file(let path): "the file \(path)"
        }
    }
}
