internal import CBrotli

/// Brotli's libraries as a whole.
package enum BrotliLibrary {
    /// Loads them, once, at the first look, which Swift guards against a second: nil, or why they can't be used.
    package static let failure: String? = cbrotli_load().map { String(cString: $0) }
}
