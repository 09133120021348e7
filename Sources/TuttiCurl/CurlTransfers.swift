internal import CCurl
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience
internal import TuttiUpstream

/// The transfers of a worker: what its reactor drives.
///
/// Confined to the reactor's thread once that runs.
final class CurlTransfers {
    let counters = TransferCounters()
    let multi: CurlMulti
    let configuration: CurlTransportConfiguration
    var pool = HandlePool()
    private(set) var running: [CurlTransfer] = []
    /// No running transfer is over its time before; see ``endOverdue(now:)``.
    private var nextExpiry = MonotonicTime.distantFuture
    /// Whether transfers were over their time already when the sockets were last asked.
    private var mayEndOverdue = false
    private var isStopping = false
    /// Transfers that libcurl is done with, and whose bodies are not decoded to their end.
    private var decoding: [(transfer: CurlTransfer, generation: UInt64)] = []
    private var want = ResourceShortage()

    /// Transfers whose sockets are registered in that epoll set; nil when libcurl can't be set up.
    init?(poll: Int32, configuration: CurlTransportConfiguration) {
        guard let multi = CurlMulti(poll: poll, counters: counters, configuration: configuration) else { return nil }
        self.multi = multi
        self.configuration = configuration
    }

    /// What became of a request that was handed in.
    enum Admission {
        /// It's ready to be started.
        case transfer(CurlTransfer)
        /// It won't be sent.
        case refused(UpstreamFailure)
    }

    /// Takes an easy handle of the request's call and sets it up.
    func admit(_ request: UpstreamRequest) -> Admission {
        if isStopping { return .refused(.transportStopped(.connecting)) }
        if request.deadline <= SystemClock.now {
            return .refused(
                UpstreamFailure(.timeout, "the deadline passed before the request could be sent", phase: .connecting))
        }
        guard Self.isOriginForm(request.target) else {
            return .refused(
                UpstreamFailure(
                    .connect,
                    "not sent, by a defect of the gateway: the target isn't a percent-encoded path",
                    phase: .connecting))
        }
        guard let instance = pool.prepared(request.instance) else {
            return .refused(UpstreamFailure(.connect, "\(request.instance.origin) is no address", phase: .connecting))
        }
        let call = pool.prepared(request.call, configuration: configuration)
        guard
            let transfer = pool.takeIdle(of: call, for: instance.settings)
                ?? CurlTransfer(call: call, settings: instance.settings, multi: multi, configuration: configuration)
        else { return .refused(outOfMemory()) }
        guard transfer.prepare(request, call: call, instance: instance) else {
            transfer.finish()
            transfer.cleanUp()
            return .refused(outOfMemory())
        }
        return .transfer(transfer)
    }

    /// Starts a transfer; `observer` is told when it ends, in whichever way.
    func start(_ transfer: CurlTransfer, observer: any UpstreamObserver, tag: Int) {
        transfer.observer = observer
        transfer.tag = tag
        counters.transferStarted()
        transfer.runningIndex = running.count
        running.append(transfer)
        nextExpiry = min(nextExpiry, transfer.deadline)
        if let instance = transfer.instance, instance.isFull {
            instance.waiting.append((transfer, transfer.generation))
        } else {
            begin(transfer)
        }
    }

    /// Hands a transfer to libcurl.
    private func begin(_ transfer: CurlTransfer) {
        transfer.isBegun = true
        transfer.instance?.running += 1
        if let easy = transfer.easy, !multi.add(easy) { end(transfer, .failure(outOfMemory())) }
    }

    /// A transfer has ended: another one to its instance may begin.
    private func beginNext(at instance: CurlInstance) {
        instance.running -= 1
        while !isStopping, !instance.isFull, !instance.waiting.isEmpty {
            let (next, generation) = instance.waiting.removeFirst()
            // Otherwise it has been given up.
            if next.generation == generation { begin(next) }
        }
    }

    /// Gives up the exchange that had this generation, if it hasn't ended.
    func cancel(_ transfer: CurlTransfer, generation: UInt64) {
        guard transfer.generation == generation else { return }
        end(transfer, .failure(.callerGaveUp(transfer.phase)))
    }

    /// Ends the transfers that are over their time.
    ///
    /// Not libcurl's `CURLOPT_TIMEOUT_MS`, which is a timer of libcurl's for each transfer, starts anew when libcurl sends a
    /// request again, and does not hold while libcurl queues a transfer. Here all are checked when the first may be late:
    /// in a worker of quick transfers that is once in a deadline, and not once in a transfer.
    private func endOverdue(now: MonotonicTime) {
        nextExpiry = .distantFuture
        for transfer in running {
            if transfer.deadline > now {
                nextExpiry = min(nextExpiry, transfer.deadline)
            } else {
                end(transfer, transfer.isBegun ? result(of: transfer, CURLE_OPERATION_TIMEDOUT) : Self.waited(transfer))
            }
        }
        // With thousands that hang, not at each turn; epoll sleeps for whole milliseconds as well.
        if nextExpiry != .distantFuture { nextExpiry = max(nextExpiry, now + .milliseconds(1)) }
    }

    /// The end of a transfer that has waited for a connection until its time was over: that says nothing of the service.
    private static func waited(_ transfer: CurlTransfer) -> UpstreamResult {
        let place = transfer.instance.map { " to \($0.origin)" } ?? ""
        return .failure(
            UpstreamFailure(
                .overloaded, "all connections\(place) were in use until its time was over", phase: .connecting))
    }

    /// Ends the transfers that libcurl is done with.
    private func finishEnded() {
        while let (transfer, code) = multi.nextEnded() {
            if code == CURLE_OK, transfer.collector.isBehind {
                decoding.append((transfer, transfer.generation))
            } else {
                end(transfer, result(of: transfer, code))
            }
        }
    }

    /// Decodes a step of bodies that lag behind, a few in each turn, so that no other request waits for what unfolds to much.
    private func decodeFurther() {
        let next = decoding.prefix(4)
        decoding.removeFirst(next.count)
        for (transfer, generation) in next where transfer.generation == generation {
            if transfer.collector.proceed(), transfer.collector.isBehind {
                decoding.append((transfer, generation))
            } else {
                end(transfer, result(of: transfer, CURLE_OK))
            }
        }
    }

    private func result(of transfer: CurlTransfer, _ code: CURLcode) -> UpstreamResult {
        guard let easy = transfer.easy, let call = transfer.call, let origin = transfer.instance?.origin else {
            return .failure(.callerGaveUp(transfer.phase))
        }
        if code == CURLE_OK { transfer.collector.finish() }
        if let violation = transfer.collector.violation {
            let failure = UpstreamFailure(violation, origin: origin)
            if failure.reason == .overloaded { tell(of: failure) }
            return .failure(failure)
        }
        guard code == CURLE_OK else {
            let failure = UpstreamFailure(
                curl: code, call: call, origin: origin, course: course(of: transfer, easy),
                isPastDeadline: SystemClock.now >= transfer.deadline)
            if failure.reason == .overloaded { tell(of: failure) }
            return .failure(failure)
        }
        guard transfer.collector.isHeaderComplete else {
            return .failure(UpstreamFailure(.reset, "\(origin) closed the connection within the header section"))
        }
        let status = ccurl_get_long(easy, CURLINFO_RESPONSE_CODE)
        guard status >= 200, status <= 599 else {
            return .failure(
                UpstreamFailure(.badResponse, "\(origin) answered with a status that isn't one of HTTP"))
        }
        return .response(
            UpstreamResponse(
                status: status, headers: transfer.collector.headers, body: transfer.collector.takeBody(),
                connectionReused: !transfer.hasOpenedSocket))
    }

    /// How far a transfer that failed had come.
    private func course(of transfer: CurlTransfer, _ easy: UnsafeMutableRawPointer) -> UpstreamFailure.Course {
        let connectError = Int32(truncatingIfNeeded: ccurl_get_long(easy, CURLINFO_OS_ERRNO))
        return UpstreamFailure.Course(
            phase: transfer.phase, isInHeader: transfer.phase == .exchanging && !transfer.collector.isHeaderComplete,
            systemError: ResourceShortage.isOne(transfer.socketError) ? transfer.socketError : connectError,
            proxyStatus: transfer.settings.plan.proxy.map { _ in ccurl_get_long(easy, CURLINFO_HTTP_CONNECTCODE) })
    }

    /// libcurl could not even begin.
    private func outOfMemory() -> UpstreamFailure {
        let failure = UpstreamFailure(.overloaded, "libcurl is out of memory", phase: .connecting)
        tell(of: failure)
        return failure
    }

    private func tell(of failure: UpstreamFailure) {
        guard let message = want.message(of: failure, now: SystemClock.now) else { return }
        configuration.onShortage?(message)
    }

    /// Removes a running transfer, puts its handle away and tells its observer, which only enqueues a job.
    private func end(_ transfer: CurlTransfer, _ result: UpstreamResult) {
        guard let index = transfer.runningIndex, let last = running.popLast() else { return }
        if last !== transfer {
            running[index] = last
            last.runningIndex = index
        }
        transfer.runningIndex = nil
        if running.isEmpty { nextExpiry = .distantFuture }
        let (observer, tag) = (transfer.observer, transfer.tag)
        let call = transfer.call
        let instance = transfer.isBegun ? transfer.instance : nil
        if transfer.isBegun, let easy = transfer.easy {
            if transfer.collector.isHTTP2 { multi.speaksHTTP2(ccurl_get_socket(easy)) }
            multi.remove(easy)
        }
        transfer.isBegun = false
        var isReused = false
        if case .response = result { isReused = !transfer.hasOpenedSocket }
        counters.transferEnded(reused: isReused)
        transfer.finish()
        if let call, !isStopping {
            pool.putBack(transfer, of: call, configuration: configuration)
        } else {
            transfer.cleanUp()
        }
        if let instance { beginNext(at: instance) }
        observer?.exchangeEnded(tag, result)
    }

    /// Whether a target can be put on the request line as it is.
    private static func isOriginForm(_ target: String) -> Bool {
        var target = target
        return target.withUTF8 { bytes in
            guard bytes.first == UInt8(ascii: "/") else { return false }
            // Without a way out of the loop, so that the compiler takes 16 bytes at a time.
            var isVisible = true
            for byte in bytes { isVisible = isVisible && byte &- 0x21 < 0x5E }
            return isVisible
        }
    }
}

extension CurlTransfers: ReactorGuest {
    var nextDue: MonotonicTime { decoding.isEmpty ? min(multi.due ?? .distantFuture, nextExpiry) : .zero }

    var isIdle: Bool { running.isEmpty }

    /// After a reload: the handles of the calls that are gone.
    func turnBegins() {
        pool.dropReleased()
    }

    func work(now: MonotonicTime) {
        // The thread may have been held up, by work or by the system, and responses that came in time may lie in the sockets: transfers that
        // are over their time are ended only once these have been read, which they are right after this.
        if nextExpiry <= now, mayEndOverdue { endOverdue(now: now) }
        mayEndOverdue = nextExpiry <= now
        if !decoding.isEmpty { decodeFurther() }
        let mayBegin = multi.due.map { $0 <= now } ?? false
        // What became idle since epoll was asked has been seen by nobody; epoll is asked next.
        multi.socketsAreAsked(first: mayBegin)
        if mayBegin {
            multi.runTimeouts()
            finishEnded()
        }
    }

    func descriptorIsReady(tag: UInt64, events: UInt32) {
        multi.handle(tag: tag, events: events)
        finishEnded()
    }

    func stop() {
        isStopping = true
        while let transfer = running.last { end(transfer, .failure(.transportStopped(transfer.phase))) }
    }

    func cleanUp() {
        pool.removeAll()
        multi.cleanUp()
    }
}
