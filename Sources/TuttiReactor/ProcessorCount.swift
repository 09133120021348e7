internal import CReactor

/// The processors of the machine.
package enum ProcessorCount {
    /// Those this process may use, at least one: `taskset` and containers leave it fewer than there are.
    package static var available: Int { Int(creactor_processor_count()) }
}
