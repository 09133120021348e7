/// What a library does for a coding that is written.
protocol Deflation: AnyObject {
    /// Encodes as much of the input as fits into the output; returns how much of both it has used.
    ///
    /// The operation is done when all of the input is taken and the output is not full.
    func deflate(
        _ input: UnsafeRawBufferPointer, _ operation: DeflationOperation, into output: UnsafeMutableRawBufferPointer
    ) throws(ContentEncodingError) -> (taken: Int, written: Int)
}
