/// What a library does for a coding.
protocol Inflation: AnyObject {
    /// Whether the stream has come to its end, where it may end.
    var isAtEnd: Bool { get }

    /// Decodes as much of the input as fits into the output; returns how much of both it has used.
    func inflate(
        _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
    ) throws(ContentDecodingError) -> (taken: Int, written: Int)
}
