/// Bytes that stay where they are, for libcurl to read.
final class CurlBlob {
    let bytes: UnsafeMutableRawPointer
    let count: Int

    init(_ content: [UInt8]) {
        count = content.count
        bytes = .allocate(byteCount: max(count, 1), alignment: 1)
        content.withUnsafeBytes { source in
            if let base = source.baseAddress { bytes.copyMemory(from: base, byteCount: source.count) }
        }
    }

    deinit {
        bytes.deallocate()
    }
}
