internal import CCurl
internal import TuttiResilience
internal import TuttiUpstream

extension LaneLoop {
    /// What became of a request that was handed in.
    enum Admission {
        /// It's ready to be started.
        case transfer(CurlTransfer)
        /// It won't be sent.
        case refused(UpstreamFailure)
    }

    /// Takes an easy handle of the request's route and sets it up.
    func admit(_ request: UpstreamRequest) -> Admission {
        if isStopping { return .refused(.laneStopped) }
        let left = (request.deadline - SystemClock.now).nanoseconds
        if left <= 0 {
            return .refused(UpstreamFailure(.timeout, "the deadline passed before the request could be sent"))
        }
        guard Self.isOriginForm(request.target) else {
            return .refused(
                UpstreamFailure(.canceled, "not sent: the target isn't a percent-encoded path that begins with /"))
        }
        guard let route = pool.prepared(request.route, configuration: configuration) else {
            return .refused(UpstreamFailure(.connect, "\(request.route.origin) is no address"))
        }
        guard
            let transfer = route.idle.popLast()
                ?? CurlTransfer(route: route, multi: multi, configuration: configuration)
        else { return .refused(.outOfMemory) }
        // Rounded up, because zero means no limit to libcurl; its own counter of milliseconds has 31 bits.
        let milliseconds = min((left - 1) / 1_000_000 + 1, Int64(Int32.max))
        guard transfer.prepare(request, route: route, milliseconds: Int(milliseconds)) else {
            transfer.finish()
            transfer.cleanUp()
            return .refused(.outOfMemory)
        }
        return .transfer(transfer)
    }

    /// Starts a transfer; `continuation` is resumed when it ends, in whichever way.
    func start(_ transfer: CurlTransfer, _ continuation: UnsafeContinuation<UpstreamResult, Never>) {
        transfer.continuation = continuation
        counters.transferStarted()
        transfer.runningIndex = running.count
        running.append(transfer)
        if transfer.isGivenUp {
            end(transfer, .failure(.callerGaveUp))
        } else if let easy = transfer.easy, !multi.add(easy) {
            end(transfer, .failure(.outOfMemory))
        }
    }

    /// Gives up the exchange that had this generation, if it hasn't ended.
    func cancel(_ transfer: CurlTransfer, generation: UInt64) {
        guard transfer.generation == generation else { return }
        if transfer.runningIndex == nil {
            transfer.isGivenUp = true
        } else {
            end(transfer, .failure(.callerGaveUp))
        }
    }

    /// Ends all transfers because the lane stops.
    func cancelAll() {
        while let transfer = running.last { end(transfer, .failure(.laneStopped)) }
    }

    /// Ends the transfers that libcurl is done with.
    func finishEnded() {
        while let (transfer, code) = multi.nextEnded() { end(transfer, result(of: transfer, code)) }
    }

    private func result(of transfer: CurlTransfer, _ code: CURLcode) -> UpstreamResult {
        guard let easy = transfer.easy, let route = transfer.route else { return .failure(.callerGaveUp) }
        if let violation = transfer.collector.violation {
            return .failure(UpstreamFailure(violation, origin: route.origin))
        }
        guard code == CURLE_OK else {
            return .failure(
                UpstreamFailure(
                    curl: code, origin: route.origin, connectMilliseconds: route.connectMilliseconds,
                    systemError: Int32(truncatingIfNeeded: ccurl_get_long(easy, CURLINFO_OS_ERRNO)),
                    isSent: ccurl_get_long(easy, CURLINFO_REQUEST_SIZE) > 0,
                    isPastDeadline: SystemClock.now >= transfer.deadline))
        }
        guard transfer.collector.isHeaderComplete else {
            return .failure(UpstreamFailure(.reset, "\(route.origin) closed the connection within the header section"))
        }
        let status = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
        guard status >= 200, status <= 599 else {
            return .failure(UpstreamFailure(.reset, "\(route.origin) answered with a status that isn't one of HTTP"))
        }
        return .response(
            UpstreamResponse(
                status: status, fields: transfer.collector.fields, body: transfer.collector.takeBody(),
                connectionReused: ccurl_get_long(easy, CURLINFO_NUM_CONNECTS) == 0))
    }

    /// Removes a running transfer, puts its handle away and tells its task, which only enqueues a job.
    private func end(_ transfer: CurlTransfer, _ result: UpstreamResult) {
        guard let index = transfer.runningIndex, let last = running.popLast() else { return }
        if last !== transfer {
            running[index] = last
            last.runningIndex = index
        }
        transfer.runningIndex = nil
        let continuation = transfer.continuation
        let route = transfer.route
        if let easy = transfer.easy {
            multi.remove(easy)
            let opened = ccurl_get_long(easy, CURLINFO_NUM_CONNECTS)
            var isReused = false
            if case .response(let response) = result { isReused = response.connectionReused }
            counters.transferEnded(connectionsOpened: opened, reused: isReused)
        }
        transfer.finish()
        // A route that is released while its last transfer ends takes no handle back.
        if let route, route.route != nil, route.idle.count < configuration.maximumHandlesPerRoute, !isStopping {
            route.idle.append(transfer)
        } else {
            transfer.cleanUp()
        }
        continuation?.resume(returning: result)
    }

    /// Whether a target can be put on the request line as it is.
    private static func isOriginForm(_ target: String) -> Bool {
        target.utf8.first == UInt8(ascii: "/") && target.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

extension UpstreamFailure {
    fileprivate static let callerGaveUp = UpstreamFailure(.canceled, "the caller gave up")
    /// The lane takes no more requests.
    static let laneStopped = UpstreamFailure(.canceled, "the server is shutting down")
    fileprivate static let outOfMemory = UpstreamFailure(.connect, "libcurl is out of memory")
}
