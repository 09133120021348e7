internal import CCurl
internal import TuttiUpstream

/// What libcurl calls while a transfer runs. Each records and returns; none calls libcurl, but to ask, to set options
/// and to pause.
///
/// The pointer that each is given is the transfer itself: it's running, so the worker holds it for as long as the call.
extension CurlTransfer {
    static let onHeader: curl_write_callback = { bytes, size, count, data in
        guard let bytes, let data else { return 0 }
        let length = size &* count
        let line = UnsafeRawBufferPointer(start: bytes, count: length)
        return CurlTransfer.with(data) { transfer in
            if transfer.collector.isWithinHeaders(line) { cheaders_keep(&transfer.keptHeader) }
            guard transfer.collector.takeHeader(line: line) else { return 0 }
            transfer.forbidReuseIfThereIsMore()
            return length
        }
    }

    static let onBody: curl_write_callback = { bytes, size, count, data in
        guard let bytes, let data else { return 0 }
        let length = size &* count
        let chunk = UnsafeRawBufferPointer(start: bytes, count: length)
        return CurlTransfer.with(data) { transfer in
            guard transfer.collector.takeBody(chunk: chunk) else { return 0 }
            transfer.forbidReuseIfThereIsMore()
            transfer.yieldIfItsShareIsUsed()
            return length
        }
    }

    /// Called at the end of each round of reading, once a transfer has been held back.
    static let onProgress: curl_xferinfo_callback = { data, _, _, _, _ in
        if let data { CurlTransfer.with(data) { $0.goOnReading() } }
        return 0
    }

    /// Called when a connection is there, TLS included, and before the first byte of the request is written to it.
    static let onPrerequest: curl_prereq_callback = { data, _, _, _, _ in
        if let data { CurlTransfer.with(data) { $0.phase = .exchanging } }
        return CURL_PREREQFUNC_OK
    }

    static let onOpenSocket: curl_opensocket_callback = { data, _, address in
        guard let data, let address else { return CURL_SOCKET_BAD }
        let transfer = CurlTransfer.of(data)
        transfer.hasOpenedSocket = true
        let descriptor = transfer.multi.openSocket(
            for: address.pointee, to: transfer.instance?.openConnections)
        if descriptor < 0 { transfer.socketError = -descriptor }
        return max(descriptor, CURL_SOCKET_BAD)
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

    /// The same without a retain and a release: header and body are called 15 times per transfer.
    @inline(__always)
    private static func with<Result>(_ data: UnsafeMutableRawPointer, _ body: (CurlTransfer) -> Result) -> Result {
        Unmanaged<CurlTransfer>.fromOpaque(data)._withUnsafeGuaranteedRef(body)
    }
}
