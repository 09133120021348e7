/// Who watches a descriptor.
package protocol DescriptorObserver: AnyObject {
    /// Something has happened to the descriptor; called on the reactor's thread.
    func descriptorIsReady(_ events: DescriptorEvents)

    /// The reactor ends, and the watch with it; called on its thread.
    func reactorStops()
}
