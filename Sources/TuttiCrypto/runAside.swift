internal import CCrypto

/// Runs something that takes long on a thread of its own, which gives way to those that serve clients.
///
/// - Returns: false where there can't be one more thread; then it isn't run.
package func runAside(_ work: @escaping @Sendable () -> Void) -> Bool {
    final class Errand: Sendable {
        let work: @Sendable () -> Void
        init(_ work: @escaping @Sendable () -> Void) { self.work = work }
    }
    let errand = Unmanaged.passRetained(Errand(work))
    let runs = ccrypto_run_aside(
        { context in
            guard let context else { return }
            Unmanaged<Errand>.fromOpaque(context).takeRetainedValue().work()
        }, errand.toOpaque())
    if !runs { errand.release() }
    return runs
}
