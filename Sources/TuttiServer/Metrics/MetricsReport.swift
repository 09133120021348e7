internal import NIOCore
internal import TuttiDiscovery
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiTLS
internal import TuttiUpstream

/// Gathers everything that `/metrics` shows.
struct MetricsReport: Sendable {
    let generations: Generations
    let workers: [Worker]
    /// Where clients connect.
    let listeners: [ListenerProtocols]
    let accessLog: LogWriter?
    /// The issuers that are asked.
    let issuers: TokenIssuers
    /// What writes messages; nil where it is the access log's.
    let messages: LogWriter?
    /// What finds the instances of services; nil for nothing.
    let discovery: ServiceDiscovery?

    /// The text of a scrape.
    func rendered() async -> [UInt8] {
        var total = LoopMetrics()
        var connections = 0
        var streams: [(all: Int, idle: Int)] = []
        for worker in workers {
            // Each worker hands out a copy of its own counts: no counter is shared, none is atomic.
            let counted = try? await worker.run {
                (worker.clients.value.metrics, worker.clients.value.openCount, worker.streams.value.connections)
            }
            guard let counted else { continue }
            streams.append(counted.2)
            total.add(counted.0)
            connections += counted.1
        }
        // After the workers: it has the names of all that they have counted.
        let now = generations.snapshot()
        total.grow(endpoints: now.names.endpoints.count, services: now.names.services.count)
        var text = PrometheusText()
        writeClients(total, now, connections: connections, to: &text)
        writeLimits(now.limits, to: &text)
        if let shared = now.shared { writeRedis(shared, to: &text) }
        writeIssuers(to: &text)
        writeCalls(total, now, to: &text)
        writeServices(now, to: &text)
        writeInstances(now.services, to: &text)
        writeDiscovery(to: &text)
        writeReloads(now, to: &text)
        writeWorkers(workers.map(\.transport.statistics), to: &text)
        writeStreams(streams, to: &text)
        ProcessFigures.current().write(to: &text)
        return Array(text.text.utf8)
    }

    private func writeClients(
        _ total: LoopMetrics, _ now: Generations.Snapshot, connections: Int, to text: inout PrometheusText
    ) {
        let served = Set(now.endpointNames)
        let endpoints = zip(now.names.endpoints, total.requests).filter { name, requests in
            // One that is served no more is shown for as long as it has something to show: until the process ends.
            requests.durations.total > 0 || served.contains(name) || name == now.names.endpoints.first
        }
        text.begin(
            "tutti_requests_total", .counter,
            "Requests by endpoint and status; endpoint none is what was refused before one was found.")
        for (name, requests) in endpoints {
            for (status, count) in requests.statuses.sorted(by: { $0.status < $1.status }) {
                text.sample("tutti_requests_total", [("endpoint", name), ("status", String(status))], count)
            }
        }
        text.begin(
            "tutti_request_duration_seconds", .histogram,
            "Time from the end of the header section to the end of the response.")
        for (name, requests) in endpoints {
            text.histogram("tutti_request_duration_seconds", [("endpoint", name)], requests.durations)
        }
        text.begin(
            "tutti_response_failures_total", .counter,
            "Parts of responses that are null because they could not be rendered.")
        for (name, requests) in endpoints {
            text.sample("tutti_response_failures_total", [("endpoint", name)], requests.responseFailures)
        }
        text.begin(
            "tutti_cache_requests_total", .counter,
            "Requests to endpoints and routes with a cache, by what the cache had to do with them.")
        for (name, requests) in endpoints {
            for (use, count) in zip(CacheUse.allCases, requests.cacheUses) {
                text.sample("tutti_cache_requests_total", [("endpoint", name), ("result", use.label)], count)
            }
        }
        text.begin("tutti_client_requests_running", .gauge, "Requests that have begun and not ended.")
        text.sample("tutti_client_requests_running", [], total.running)
        text.begin(
            "tutti_requests_shed_total", .counter, "Requests refused because there was too much to do, by importance.")
        for importance in Importance.allCases {
            text.sample(
                "tutti_requests_shed_total", [("importance", importance.rawValue)], total.shed[importance.rank])
        }
        text.begin(
            "tutti_idempotency_keys_total", .counter,
            "Requests with an Idempotency-Key, to endpoints that ask for one, by what became of them.")
        for mark in RepeatMark.allCases {
            text.sample("tutti_idempotency_keys_total", [("result", mark.rawValue)], total.repeats[mark.place])
        }
        text.begin("tutti_client_connections", .gauge, "Connections of clients that are open, idle ones included.")
        text.sample("tutti_client_connections", [], connections)
        text.begin(
            "tutti_client_connections_refused_total", .counter,
            "Connections refused with 503 because there were too many.")
        text.sample("tutti_client_connections_refused_total", [], total.refusedConnections)
        text.begin("tutti_client_http2_requests_total", .counter, "Requests that came by HTTP/2.")
        text.sample("tutti_client_http2_requests_total", [], total.http2Requests)
        text.begin(
            "tutti_client_identities_total", .counter, "Requests of clients that were asked who they are, by result.")
        text.sample("tutti_client_identities_total", [("result", "accepted")], total.identities.accepted)
        text.sample("tutti_client_identities_total", [("result", "missing")], total.identities.missing)
        text.sample("tutti_client_identities_total", [("result", "refused")], total.identities.refused)
        text.begin("tutti_client_forbidden_total", .counter, "Requests that a rule of allow has refused.")
        text.sample("tutti_client_forbidden_total", [], total.forbiddenRequests)
        text.begin("tutti_client_handshakes_total", .counter, "TLS handshakes of clients that have ended, by result.")
        text.sample("tutti_client_handshakes_total", [("result", "completed")], total.handshakes.completed)
        text.sample("tutti_client_handshakes_total", [("result", "failed")], total.handshakes.failed)
        text.begin(
            "tutti_client_proxy_header_failures_total", .counter,
            "Connections closed because they did not begin with a header of the PROXY protocol.")
        text.sample("tutti_client_proxy_header_failures_total", [], total.proxyHeaderFailures)
        text.begin(
            "tutti_certificate_expiry_timestamp_seconds", .gauge,
            "When each certificate of the listeners expires, in seconds since 1970.")
        for listener in listeners {
            for (path, notAfter) in listener.current.tls?.expiries ?? [] {
                text.sample(
                    "tutti_certificate_expiry_timestamp_seconds",
                    [("listener", listener.address.description), ("certificate", path)], Int(notAfter))
            }
        }
        text.begin(
            "tutti_access_log_dropped_lines_total", .counter,
            "Lines of the access log that were dropped because its reader was too slow or gone.")
        text.sample("tutti_access_log_dropped_lines_total", [], accessLog?.droppedLines ?? 0)
        text.begin(
            "tutti_messages_dropped_total", .counter,
            "Messages on standard error that were dropped because their reader was too slow or gone.")
        text.sample("tutti_messages_dropped_total", [], messages?.droppedLines ?? 0)
    }

    private func writeLimits(_ limits: [LimitMeters.Entry], to text: inout PrometheusText) {
        let figures = limits.map { ($0, $0.meter.figures) }
        text.begin(
            "tutti_limit_requests_total", .counter,
            "Requests by limit; observed are those that an observing limit would have refused.")
        for (limit, figures) in figures {
            let refused = limit.plan.isObserving ? "observed" : "refused"
            for (result, count) in [("admitted", figures.admitted), (refused, figures.refused)] {
                text.sample(
                    "tutti_limit_requests_total", [("limit", limit.name), ("result", result)], Int(clamping: count))
            }
        }
        text.begin(
            "tutti_limit_unchecked_total", .counter,
            "Requests decided by when-unreachable, because Redis could not be asked.")
        for (limit, figures) in figures {
            text.sample("tutti_limit_unchecked_total", [("limit", limit.name)], Int(clamping: figures.unchecked))
        }
        text.begin("tutti_limit_keys_bytes", .gauge, "Memory of the limit's keys.")
        for (limit, figures) in figures {
            text.sample("tutti_limit_keys_bytes", [("limit", limit.name)], figures.bytes)
        }
    }

    private func writeIssuers(to text: inout PrometheusText) {
        text.begin(
            "tutti_issuer_requests_total", .counter,
            "Requests to issuers for anything but keys, by what they are for and the name of the way or the service.")
        for record in issuers.records {
            let labels = [("for", record.purpose.rawValue), ("name", record.name)]
            let counts = record.counts
            for (result, count) in [("succeeded", counts.succeeded), ("failed", counts.failed)] {
                text.sample("tutti_issuer_requests_total", labels + [("result", result)], count)
            }
        }
    }

    private func writeCalls(_ total: LoopMetrics, _ now: Generations.Snapshot, to text: inout PrometheusText) {
        let served = Set(now.services.map(\.name))
        let services = zip(now.names.services, total.calls).filter { name, calls in
            served.contains(name) || calls.outcomes.contains { $0 > 0 }
        }
        text.begin("tutti_calls_total", .counter, "Calls by service, outcome and, when they failed, reason.")
        for (service, calls) in services {
            for (outcome, count) in zip(LoopMetrics.outcomes, calls.outcomes) {
                text.sample(
                    "tutti_calls_total",
                    [("service", service), ("outcome", outcome.label), ("reason", outcome.reason?.rawValue ?? "")],
                    count)
            }
        }
        text.begin("tutti_undos_total", .counter, "Calls that were taken back, by service and whether that succeeded.")
        for (service, calls) in services {
            for (outcome, count) in [(UndoEnd.undone, calls.undos.undone), (.failed, calls.undos.failed)] {
                text.sample("tutti_undos_total", [("service", service), ("outcome", outcome.rawValue)], count)
            }
        }
        text.begin(
            "tutti_call_duration_seconds", .histogram,
            "Time of the calls whose request left for the service, waiting included.")
        for (service, calls) in services {
            text.histogram("tutti_call_duration_seconds", [("service", service)], calls.durations)
        }
        text.begin(
            "tutti_calls_connection_reused_total", .counter,
            "Calls whose response came over a connection that was already open.")
        for (service, calls) in services {
            text.sample("tutti_calls_connection_reused_total", [("service", service)], calls.reused)
        }
    }

    private func writeServices(_ now: Generations.Snapshot, to text: inout PrometheusText) {
        let states = now.services
        text.begin("tutti_breaker_state", .gauge, "1 for the state that the service's circuit breaker is in.")
        for service in states {
            for state in CircuitBreaker.StateName.allCases {
                text.sample(
                    "tutti_breaker_state", [("service", service.name), ("state", state.rawValue)],
                    service.breaker == state ? 1 : 0)
            }
        }
        text.begin("tutti_breaker_openings_total", .counter, "How often the circuit breaker has opened.")
        // A counter outlives its service; a state doesn't.
        for service in states + now.formerServices {
            text.sample("tutti_breaker_openings_total", [("service", service.name)], service.breakerOpenings)
        }
        let counters: [(name: String, help: String, value: (ServiceState) -> Int)] = [
            ("tutti_retries_total", "Calls that were tried again.", \.retries),
            ("tutti_hedges_total", "Second attempts that were made beside a slow first one.", \.hedges),
            ("tutti_attempts_refused_total", "Retries and hedges not made, the budget being spent.", \.attemptsRefused),
            ("tutti_ejections_total", "How often an instance was ejected.", \.ejections),
            (
                "tutti_unexpected_responses_total", "Responses that don't fit `expects`, where that only warns.",
                \.unexpected
            ),
        ]
        for counter in counters {
            text.begin(counter.name, .counter, counter.help)
            for service in states + now.formerServices {
                text.sample(counter.name, [("service", service.name)], counter.value(service))
            }
        }
        text.begin("tutti_limiter_running", .gauge, "Calls that hold one of the service's places.")
        for service in states { text.sample("tutti_limiter_running", [("service", service.name)], service.running) }
        text.begin("tutti_limiter_places", .gauge, "The service's places now.")
        for service in states { text.sample("tutti_limiter_places", [("service", service.name)], service.permits) }
        text.begin("tutti_limiter_queued", .gauge, "Calls that wait for one of the service's places.")
        for service in states { text.sample("tutti_limiter_queued", [("service", service.name)], service.queued) }
        text.begin("tutti_cached_responses", .gauge, "Responses that are cached for the outcomes stale and cached.")
        text.sample("tutti_cached_responses", [], now.cachedResponses.count)
        text.begin("tutti_cached_responses_bytes", .gauge, "Memory of the responses that are kept, about.")
        text.sample("tutti_cached_responses_bytes", [], now.cachedResponses.bytes)
        text.begin(
            "tutti_cached_responses_evicted_total", .counter, "Cached responses that had to make room for others.")
        text.sample("tutti_cached_responses_evicted_total", [], now.cachedResponses.evictions)
        text.begin(
            "tutti_idempotency_requests_running", .gauge, "Requests with an Idempotency-Key that are being served.")
        text.sample("tutti_idempotency_requests_running", [], now.repeats.running)
        text.begin("tutti_idempotency_responses", .gauge, "Responses to such requests that are kept.")
        text.sample("tutti_idempotency_responses", [], now.repeats.kept)
        text.begin("tutti_idempotency_responses_bytes", .gauge, "Memory of these responses, about.")
        text.sample("tutti_idempotency_responses_bytes", [], now.repeats.bytes)
        text.begin(
            "tutti_idempotency_responses_evicted_total", .counter,
            "Kept responses that had to go before their time, for want of room, by what is still known of them.")
        text.sample("tutti_idempotency_responses_evicted_total", [("left", "status")], now.repeats.shortened)
        text.sample("tutti_idempotency_responses_evicted_total", [("left", "nothing")], now.repeats.forgotten)
    }

    /// Of how many instances of a service there are figures of their own.
    private static let mostInstances = 500

    private func writeInstances(_ states: [ServiceState], to text: inout PrometheusText) {
        text.begin("tutti_service_instances", .gauge, "Instances of the service, by how they are.")
        for service in states {
            for word in InstanceState.words {
                text.sample(
                    "tutti_service_instances", [("service", service.name), ("state", word)],
                    service.instances.count { $0.word == word })
            }
        }
        text.begin(
            "tutti_service_panic", .gauge,
            "1 while so few instances are well that all are used, those that drain aside.")
        for service in states {
            text.sample("tutti_service_panic", [("service", service.name)], service.isPanicking ? 1 : 0)
        }
        let now = SystemClock.now
        let figures: [(name: String, kind: PrometheusText.Kind, help: String, value: (InstanceState) -> Int)] = [
            ("tutti_instance_running", .gauge, "Requests that are in flight to the instance.", \.running),
            (
                "tutti_instance_connections", .gauge, "Connections to the instance that are open, idle ones included.",
                \.connections
            ),
            ("tutti_instance_requests_total", .counter, "Requests that were sent to the instance.", \.requests),
            (
                "tutti_instance_failures_total", .counter, "Those that the service's breaker counts as failures.",
                \.failures
            ),
        ]
        for figure in figures {
            text.begin(figure.name, figure.kind, figure.help)
            for service in states {
                for instance in service.instances.prefix(Self.mostInstances) {
                    text.sample(
                        figure.name, [("service", service.name), ("instance", instance.label)], figure.value(instance)
                    )
                }
            }
        }
        text.begin(
            "tutti_instance_latency_seconds", .gauge,
            "Average of the instance's latencies that takes a higher one at once and forgets it over seconds.")
        for service in states {
            for instance in service.instances.prefix(Self.mostInstances) {
                text.sample(
                    "tutti_instance_latency_seconds", [("service", service.name), ("instance", instance.label)],
                    Double(instance.latency.microseconds(at: now)) / 1e6)
            }
        }
    }

    private func writeDiscovery(to text: inout PrometheusText) {
        let figures = discovery?.figures ?? []
        text.begin(
            "tutti_discovery_lookups_total", .counter,
            "Look-ups of the instances of services, by result; of a file, those that found it changed.")
        for service in figures {
            for (result, count) in zip(LookUpFailure.labels, service.lookUps) {
                text.sample(
                    "tutti_discovery_lookups_total", [("service", service.service), ("result", result)], count)
            }
        }
    }

    private func writeReloads(_ now: Generations.Snapshot, to text: inout PrometheusText) {
        text.begin("tutti_reloads_total", .counter, "Reloads by what became of them; refused is files with errors.")
        text.sample("tutti_reloads_total", [("result", "applied")], now.reloads.applied)
        text.sample("tutti_reloads_total", [("result", "refused")], now.reloads.refused)
        text.begin(
            "tutti_config_last_reload_successful", .gauge,
            "0 while the last reload was refused and what ran before runs.")
        text.sample("tutti_config_last_reload_successful", [], now.reloads.isLastApplied ? 1 : 0)
        text.begin(
            "tutti_config_last_reload_success_timestamp_seconds", .gauge,
            "When the files that are served were taken over, since 1970.")
        text.sample("tutti_config_last_reload_success_timestamp_seconds", [], now.reloads.lastApplied)
        text.begin(
            "tutti_config_generation", .gauge,
            "1 for the files of the start, one more with each reload that was applied.")
        text.sample("tutti_config_generation", [], now.number)
    }

    private func writeStreams(_ workers: [(all: Int, idle: Int)], to text: inout PrometheusText) {
        text.begin("tutti_stream_connections", .gauge, "Connections to services for requests that are forwarded.")
        for (index, connections) in workers.enumerated() {
            let worker = ("worker", String(index))
            text.sample("tutti_stream_connections", [worker, ("state", "busy")], connections.all - connections.idle)
            text.sample("tutti_stream_connections", [worker, ("state", "idle")], connections.idle)
        }
    }

    private func writeWorkers(_ workers: [UpstreamStatistics], to text: inout PrometheusText) {
        let figures: [(name: String, kind: PrometheusText.Kind, help: String, value: (UpstreamStatistics) -> Int)] = [
            ("transfers_total", .counter, "Transfers handed to the worker.", \.transfersStarted),
            ("transfers_running", .gauge, "Transfers running now.", \.transfersRunning),
            ("connections_opened_total", .counter, "Connections opened to services.", \.connectionsOpened),
            (
                "connections_reused_total", .counter, "Transfers over a connection that was already open.",
                \.connectionsReused
            ),
            ("connections_open", .gauge, "Connections to services open now, idle ones included.", \.connectionsOpen),
        ]
        for figure in figures {
            let name = "tutti_upstream_" + figure.name
            text.begin(name, figure.kind, figure.help)
            for (index, transport) in workers.enumerated() {
                text.sample(name, [("worker", String(index))], figure.value(transport))
            }
        }
    }
}
