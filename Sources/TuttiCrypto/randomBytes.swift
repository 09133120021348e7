/// Bytes that nobody can foresee: those of the kernel (`getrandom`), which is what the system's generator of Swift reads.
///
/// It needs no library.
package func randomBytes(_ count: Int) -> [UInt8] {
    var generator = SystemRandomNumberGenerator()
    return (0..<max(count, 0)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
}
