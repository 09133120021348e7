internal import CCurl

/// What libcurl calls while a transfer runs. Each records and returns; none calls libcurl.
///
/// The pointer that each is given is the transfer itself: it's running, so the lane holds it.
extension CurlTransfer {
    static let onHeader: curl_write_callback = { bytes, size, count, data in
        guard let bytes, let data else { return 0 }
        let length = size &* count
        let line = UnsafeRawBufferPointer(start: bytes, count: length)
        return CurlTransfer.of(data).collector.takeHeader(line: line) ? length : 0
    }

    static let onBody: curl_write_callback = { bytes, size, count, data in
        guard let bytes, let data else { return 0 }
        let length = size &* count
        let chunk = UnsafeRawBufferPointer(start: bytes, count: length)
        return CurlTransfer.of(data).collector.takeBody(chunk: chunk) ? length : 0
    }

    /// Called a few times per transfer; any result but zero ends it.
    static let onProgress: curl_xferinfo_callback = { data, _, downloaded, _, _ in
        guard let data else { return 0 }
        return CurlTransfer.of(data).collector.takeEncoded(total: Int64(downloaded)) ? 0 : 1
    }

    static let onRead: curl_read_callback = { buffer, size, count, data in
        guard let buffer, let data else { return 0 }
        let transfer = CurlTransfer.of(data)
        let length = min(size &* count, transfer.body.count - transfer.bodyOffset)
        guard length > 0 else { return 0 }
        let end = transfer.bodyOffset + length
        transfer.body[transfer.bodyOffset..<end].withUnsafeBytes { source in
            if let base = source.baseAddress {
                UnsafeMutableRawPointer(buffer).copyMemory(from: base, byteCount: length)
            }
        }
        transfer.bodyOffset = end
        return length
    }

    /// Rewinds the body, for a request that may be sent twice.
    static let onSeek: curl_seek_callback = { data, offset, origin in
        guard let data, origin == 0 else { return CURL_SEEKFUNC_FAIL }
        let transfer = CurlTransfer.of(data)
        guard let position = Int(exactly: offset), position >= 0, position <= transfer.body.count else {
            return CURL_SEEKFUNC_FAIL
        }
        transfer.bodyOffset = position
        return CURL_SEEKFUNC_OK
    }

    /// Refuses to rewind, so that libcurl can't send a payment twice.
    static let onSeekRefused: curl_seek_callback = { _, _, _ in CURL_SEEKFUNC_FAIL }

    /// The transfer that a callback was given.
    static func of(_ data: UnsafeMutableRawPointer) -> CurlTransfer {
        Unmanaged<CurlTransfer>.fromOpaque(data).takeUnretainedValue()
    }
}
