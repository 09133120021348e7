/// Whoever sends requests to the instances of a service, and is told when others were found.
package protocol InstanceConsumer: AnyObject, Sendable {
    /// These are the instances from now on; called on any thread, one call after the other.
    func instancesFound(_ instances: [ServiceInstance])
}
