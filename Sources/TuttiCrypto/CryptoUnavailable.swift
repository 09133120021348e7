/// Why libcrypto can't be used.
package struct CryptoUnavailable: Error, CustomStringConvertible {
    /// A sentence without its full stop.
    package let message: String

    /// The same.
    package var description: String { message }
}
