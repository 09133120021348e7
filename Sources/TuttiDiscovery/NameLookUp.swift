internal import CAres
internal import TuttiComposition
internal import TuttiPlan
internal import TuttiReactor
internal import TuttiResilience

/// One look-up of a name, with c-ares, on a reactor.
///
/// `@unchecked Sendable`: everything is touched by the reactor's thread alone. c-ares gets a pointer to this object, which lives until the
/// channel is closed: ``ServiceWatch`` keeps it until it has been told the end, and the end closes the channel first.
final class NameLookUp: @unchecked Sendable {
    /// All that a look-up may take, with retries and other servers.
    static let timeLimit = TimeSpan.seconds(5)
    /// The most instances of a service.
    static let instanceLimit = InstanceList.countLimit
    /// So many hosts of SRV records are looked up at the same time.
    private static let hostsAtOnce = 32

    /// The records that name a host, and the addresses that it has.
    private struct Host {
        var records: [SRVRecord]
        /// Nil until they are known.
        var result: Result<[String], LookUpFailure>?
        /// In how many families it is known to have no address, where each was asked for alone.
        var familiesMissing = 0
    }

    /// What is asked for of a host.
    private struct Question {
        var host: Int
        var family = cares_any
    }

    private let plan: DiscoveryPlan
    private let servers: String?
    private let reactor: Reactor
    private let ended: (LookUpResult) -> Void

    private var channel: OpaquePointer?
    private let callbacks: UnsafeMutablePointer<cares_callbacks>
    private var sockets: [Int32: LookUpSocket] = [:]
    private var timer: ReactorTimer?
    private var limit: ReactorTimer?
    /// How many calls of c-ares this one is in: callbacks come in between.
    private var depth = 0

    private var hosts: [Host] = []
    private var questions: [Question] = []
    /// The first question that was not asked.
    private var next = 0
    private var running = 0
    private var isCancelled = false
    private var isOver = false
    private var lifetime = UInt32.max
    private var cut = 0
    private var room = NameLookUp.instanceLimit
    private var failure: LookUpFailure?

    /// A look-up that has not begun; `ended` is called once, on the reactor's thread.
    init(
        _ plan: DiscoveryPlan, servers: String?, on reactor: Reactor, ended: @escaping (LookUpResult) -> Void
    ) {
        self.plan = plan
        self.servers = servers
        self.reactor = reactor
        self.ended = ended
        callbacks = .allocate(capacity: 1)
        callbacks.initialize(to: Self.callbacks)
    }

    deinit {
        callbacks.deinitialize(count: 1)
        callbacks.deallocate()
    }

    /// Begins; the end may come before this returns.
    func begin() {
        if let reason = CAresLibrary.failure { return ended(.failed(.unreadable(reason))) }
        let context = Unmanaged.passUnretained(self).toOpaque()
        guard let opened = open(context) else {
            return ended(.failed(.unreadable("the system's resolver can't be used")))
        }
        channel = opened
        limit = reactor.schedule(
            at: SystemClock.now + Self.timeLimit, { [weak self] in self?.cancel() }, onEnd: {})
        call { channel in
            switch plan {
            case .dns(let name, let port, _):
                hosts = [Host(records: [SRVRecord(host: name, port: port, priority: 0, weight: 1)])]
                questions = [Question(host: 0)]
            case .srv(let name, _):
                running += 1
                cares_find_records(channel, name)
            case .file: break
            }
        }
    }

    private func open(_ context: UnsafeMutableRawPointer) -> OpaquePointer? {
        func open(_ servers: UnsafePointer<CChar>?) -> OpaquePointer? {
            let size = cares_measure(servers)
            let time = AnswerTime.milliseconds(domains: Int(size.domains), servers: Int(size.servers))
            return cares_open(servers, time, callbacks, context)
        }
        return if let servers { servers.withCString { open($0) } } else { open(nil) }
    }

    /// Gives up what is not known yet.
    func cancel() {
        isCancelled = true
        call { cares_cancel($0) }
    }

    /// A socket is ready.
    fileprivate func isReady(_ descriptor: Int32, _ events: DescriptorEvents) {
        let isReadable = events.hasAny(of: .readable) || events.hasAny(of: .ended)
        call { cares_process($0, isReadable ? descriptor : -1, events.hasAny(of: .writable) ? descriptor : -1) }
    }

    /// Calls c-ares, and then does what follows from its callbacks: neither may happen in one.
    private func call(_ body: (OpaquePointer) -> Void) {
        guard let channel, !isOver else { return }
        depth += 1
        body(channel)
        // What stands in /etc/hosts is known at once: no recursion for each.
        while depth == 1, !isCancelled, running < Self.hostsAtOnce, next < questions.count {
            let (index, question) = (next, questions[next])
            let name = hosts[question.host].records.first?.host ?? ""
            next += 1
            running += 1
            // The room that is left now: answers that come at the same time are held to it when they come.
            cares_find_addresses(
                channel, name, UInt32(truncatingIfNeeded: index), question.family, max(room, 1))
        }
        depth -= 1
        guard depth == 0 else { return }
        if running == 0, isCancelled || next >= questions.count { return end(channel) }
        scheduleTimer(channel)
    }

    private func scheduleTimer(_ channel: OpaquePointer) {
        if let timer { reactor.cancel(timer) }
        let due = cares_next_due(channel)
        guard due >= 0 else { return timer = nil }
        timer = reactor.schedule(
            at: SystemClock.now + .milliseconds(due),
            { [weak self] in self?.call { cares_process($0, -1, -1) } }, onEnd: {})
    }

    private func end(_ channel: OpaquePointer) {
        isOver = true
        for timer in [timer, limit] { if let timer { reactor.cancel(timer) } }
        depth += 1
        cares_close(channel)
        depth -= 1
        self.channel = nil
        // c-ares has said that it closes them; a watch that was left would be of somebody else's socket.
        for descriptor in sockets.keys { reactor.unwatch(descriptor) }
        sockets = [:]
        ended(result)
    }

    private var result: LookUpResult {
        if let failure { return .failed(failure) }
        var instances: [ServiceInstance] = []
        var unresolved: Set<String> = []
        var first: LookUpFailure?
        for host in hosts {
            switch host.result {
            case .success(let addresses)?:
                for record in host.records {
                    for address in addresses {
                        guard instances.count < Self.instanceLimit else {
                            cut += 1
                            continue
                        }
                        instances.append(instance(record, address))
                    }
                }
            case .failure(let failure)?:
                first = first ?? failure
                // A name that is known not to exist has no instances any more.
                if failure != .notFound, failure != .empty { unresolved.formUnion(host.records.map(\.host)) }
            case nil:
                first = first ?? .noAnswer
                unresolved.formUnion(host.records.map(\.host))
            }
        }
        guard !instances.isEmpty else { return .failed(first ?? .empty) }
        return .found(
            LookUpResult.Found(instances, lifetime: .seconds(Int64(lifetime)), unresolved: unresolved, cut: cut))
    }

    private func instance(_ record: SRVRecord, _ address: String) -> ServiceInstance {
        let isSecure =
            switch plan {
            case .dns(_, _, let isSecure), .srv(_, let isSecure): isSecure
            case .file: false
            }
        let host = record.host.hasSuffix(".") ? String(record.host.dropLast()) : record.host
        return ServiceInstance(
            isSecure: isSecure, host: host, address: address, port: record.port, weight: max(record.weight, 1),
            priority: record.priority)
    }

    // MARK: what c-ares says

    private func watch(_ descriptor: Int32, readable: Bool, writable: Bool) {
        if sockets.removeValue(forKey: descriptor) != nil { reactor.unwatch(descriptor) }
        guard readable || writable else { return }
        let socket = LookUpSocket(descriptor, of: self)
        let events = readable && writable ? DescriptorEvents.both : readable ? .readable : .writable
        // Where the system has no room for the watch, the time that an answer has runs out.
        if reactor.watch(descriptor, for: events, socket) { sockets[descriptor] = socket }
    }

    private func addressesCame(_ number: UInt32, _ status: cares_status, _ list: [String], cut: Int, seconds: UInt32) {
        running -= 1
        guard questions.indices.contains(Int(number)) else { return }
        let question = questions[Int(number)]
        self.cut += cut
        if let failure = LookUpFailure(status) {
            failed(question, failure)
        } else {
            room = max(0, room - list.count)
            lifetime = min(lifetime, seconds)
            hosts[question.host].result = .success(((try? hosts[question.host].result?.get()) ?? []) + list)
        }
    }

    /// A question has no answer with addresses.
    ///
    /// Of both families together, c-ares says how the question ended that was answered last: that the name has no AAAA may hide that
    /// nobody answers for A. So a host of a record, which would lose its instances, is only taken to have none when either family says so.
    private func failed(_ question: Question, _ failure: LookUpFailure) {
        let isKnown = failure == .notFound || failure == .empty
        if question.family != cares_any {
            if isKnown { hosts[question.host].familiesMissing += 1 }
            if hosts[question.host].familiesMissing == 2 { hosts[question.host].result = .failure(failure) }
        } else if isKnown, case .srv = plan {
            hosts[question.host].result = .failure(.noAnswer)
            questions += [cares_ipv4, cares_ipv6].map { Question(host: question.host, family: $0) }
        } else {
            hosts[question.host].result = .failure(failure)
        }
    }

    private func recordsCame(_ status: cares_status, _ message: Span<UInt8>) {
        running -= 1
        if let failure = LookUpFailure(status) { return self.failure = failure }
        guard let answer = SRVAnswer(message) else { return failure = .malformed }
        lifetime = min(lifetime, answer.seconds)
        cut += answer.cut
        guard !answer.records.isEmpty else { return failure = .empty }
        // A host that has several ports is looked up once.
        var places: [String: Int] = [:]
        for record in answer.records {
            let name = record.host.lowercased()
            if let place = places[name] {
                hosts[place].records.append(record)
            } else {
                places[name] = hosts.count
                hosts.append(Host(records: [record]))
            }
        }
        questions = hosts.indices.map { Question(host: $0) }
    }

    /// The object that c-ares was given a pointer to; it lives as long as the channel.
    private static func of(_ context: UnsafeMutableRawPointer?) -> NameLookUp? {
        context.map { Unmanaged<NameLookUp>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let callbacks = cares_callbacks(
        watch: { context, descriptor, readable, writable in
            NameLookUp.of(context)?.watch(descriptor, readable: readable, writable: writable)
        },
        addresses: { context, number, status, list, count, cut, seconds in
            let addresses = UnsafeBufferPointer(start: list, count: list == nil ? 0 : count).map { address in
                withUnsafeBytes(of: address.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            }
            NameLookUp.of(context)?.addressesCame(number, status, addresses, cut: cut, seconds: seconds)
        },
        records: { context, status, answer, length in
            let bytes = UnsafeBufferPointer(start: answer, count: answer == nil ? 0 : length)
            NameLookUp.of(context)?.recordsCame(status, bytes.span)
        })
}

/// One socket of c-ares, as the reactor watches it.
private final class LookUpSocket: DescriptorObserver {
    private let descriptor: Int32
    private weak var lookUp: NameLookUp?

    init(_ descriptor: Int32, of lookUp: NameLookUp) {
        self.descriptor = descriptor
        self.lookUp = lookUp
    }

    func descriptorIsReady(_ events: DescriptorEvents) { lookUp?.isReady(descriptor, events) }

    /// ``ServiceDiscovery/shutDown()`` gives all look-ups up before the reactor ends.
    func reactorStops() {}
}

extension LookUpFailure {
    /// Nil for what is no failure.
    fileprivate init?(_ status: cares_status) {
        switch status {
        case cares_found: return nil
        case cares_no_name: self = .notFound
        case cares_no_data: self = .empty
        case cares_malformed: self = .malformed
        case cares_failed: self = .unreadable("the system has no memory, or no descriptor, for the look-up")
        default: self = .noAnswer
        }
    }
}
