/// Why a body could not be encoded.
package enum ContentEncodingError: Error, Sendable, Equatable {
    /// There is no memory for the encoder, which its libraries take as they begin and as they go.
    case outOfMemory
}
