extension ConnectionPlan {
    /// Why an instance may not be called by such connections; nil where it may.
    ///
    /// What gateway.yaml says of `instances` is held against the same rules when it is read.
    package func problem(of instance: ServiceInstance) -> String? {
        if tls != nil || usesHTTP2, !instance.isSecure { return "it is not called by `https`" }
        if proxy != nil, instance.socketPath != nil { return "no proxy leads to a socket" }
        if proxy != nil, instance.isSecure, tls?.name == nil, HostAndPort.isAddress(instance.host) {
            return "behind a proxy, its certificate has to be for a name"
        }
        return nil
    }
}
