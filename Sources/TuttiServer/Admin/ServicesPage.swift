internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiResilience

/// What the admin listener says of services and their instances, and what can be done to them there.
///
/// ```
/// GET         /services
/// POST DELETE /services/NAME/instances/ADDRESS/drain
/// ```
struct ServicesPage: Sendable {
    static let path = "/services"

    /// The path that says whether an instance drains.
    struct Drain: Sendable, Equatable {
        /// The name of the service.
        let service: String
        /// Host and port of the instance: `10.0.0.7:8080`.
        let address: String

        /// Nil for any other path.
        init?(_ path: Substring) {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            // Brackets and colons needn't be encoded in a path, but some clients do it.
            guard parts.count == 6, parts[0].isEmpty, parts[1] == "services", parts[3] == "instances",
                parts[5] == "drain", !parts[2].isEmpty, !parts[4].isEmpty,
                let service = PercentDecoding.formBytes(ArraySlice(parts[2].utf8)),
                let address = PercentDecoding.formBytes(ArraySlice(parts[4].utf8))
            else { return nil }
            self.service = String(decoding: service, as: UTF8.self)
            self.address = String(decoding: address, as: UTF8.self)
        }
    }

    let generations: Generations

    /// All services with their instances.
    ///
    /// An array at `services`, each with `name`, `breaker`, `running`, `places`, `queued`, `in-use`, `panic` and `instances`; each of them with
    /// `address`, `url`, `zone`, `weight`, `priority`, `state`, `running`, `connections`, `requests`, `failures` and `latency-ms`, which is null where
    /// nothing is known.
    func list(now: MonotonicTime) -> ComposedResponse {
        let states = generations.current.answering.serviceStates
        return .admin(status: 200) { body in
            body.write(name: "services")
            body.beginArray()
            for state in states { body.write(state, now: now) }
            body.endArray()
        }
    }

    /// Has an instance get no more requests, or get them again where that is over.
    func carryOut(_ drain: Drain, isOver: Bool) -> ComposedResponse {
        let engine = generations.current.answering
        if engine.drain(drain.address, of: drain.service, !isOver) {
            return .adminStatus(200, isOver ? "in use" : "draining", nil)
        }
        guard let service = engine.serviceStates.first(where: { $0.name == drain.service }) else {
            return .adminStatus(404, "not found", "There is no service called \(drain.service).")
        }
        let addresses = service.instances.prefix(20).map(\.address).joined(separator: ", ")
        return .adminStatus(
            404, "not found",
            "\(drain.service) has no instance at \(drain.address)"
                + (addresses.isEmpty ? "." : "; there are: \(addresses)."))
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ state: ServiceState, now: MonotonicTime) {
        beginObject()
        write("name", state.name)
        write("breaker", state.breaker.rawValue)
        write("running", state.running)
        write("places", state.permits)
        write("queued", state.queued)
        write("in-use", state.instancesUsed)
        write(name: "panic")
        write(state.isPanicking)
        write(name: "instances")
        beginArray()
        for instance in state.instances { write(instance, now: now) }
        endArray()
        endObject()
    }

    private mutating func write(_ instance: InstanceState, now: MonotonicTime) {
        beginObject()
        write("address", instance.address)
        write("url", instance.url)
        write(name: "zone")
        if let zone = instance.zone { write(string: zone) } else { writeNull() }
        write("weight", instance.weight)
        write("priority", instance.priority)
        write("state", instance.word)
        write("running", instance.running)
        write("connections", instance.connections)
        write("requests", instance.requests)
        write("failures", instance.failures)
        write(name: "latency-ms")
        let latency = instance.latency.microseconds(at: now)
        if latency == 0 { writeNull() } else { writeRaw(Array("\(latency / 1000).\(latency % 1000 / 100)".utf8)) }
        endObject()
    }

    private mutating func write(_ name: String, _ text: String) {
        write(name: name)
        write(string: text)
    }

    private mutating func write(_ name: String, _ number: Int) {
        write(name: name)
        write(number)
    }
}
