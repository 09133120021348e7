internal import CCrypto

/// Whether two runs of bytes are the same, in a time that says nothing of where they differ: only whether their lengths do.
///
/// It needs no library.
package func equalInConstantTime(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
    guard left.count == right.count else { return false }
    return left.withUnsafeBufferPointer { left in
        right.withUnsafeBufferPointer { right in
            guard let first = left.baseAddress, let second = right.baseAddress else { return true }
            return ccrypto_equal(first, second, left.count)
        }
    }
}
