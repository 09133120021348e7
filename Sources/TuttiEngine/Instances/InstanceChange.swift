/// That an instance is out of use for a reason, or is not any more.
struct InstanceChange: Sendable {
    /// The reason.
    let standing: InstanceStanding
    /// Whether it holds from now on.
    let isSet: Bool
    let instance: PreparedInstance

    init(_ standing: InstanceStanding, _ isSet: Bool, of instance: PreparedInstance) {
        (self.standing, self.isSet, self.instance) = (standing, isSet, instance)
    }
}
