internal import TuttiRedis

extension MetricsReport {
    /// What becomes of commands for Redis.
    func writeRedis(_ shared: SharedStore, to text: inout PrometheusText) {
        let figures = shared.client.figures
        text.begin("tutti_redis_up", .gauge, "Whether there is a connection to Redis.")
        text.sample("tutti_redis_up", [], figures.connections > 0 ? 1 : 0)
        text.begin("tutti_redis_connections", .gauge, "Connections to Redis that are open.")
        text.sample("tutti_redis_connections", [], figures.connections)
        text.begin("tutti_redis_instances", .gauge, "Instances that share the Redis, as last counted.")
        text.sample("tutti_redis_instances", [], shared.limits.instances.now)
        text.begin("tutti_redis_commands_total", .counter, "Commands for Redis, sent or not.")
        text.sample("tutti_redis_commands_total", [], Int(clamping: figures.commands))
        text.begin(
            "tutti_redis_failures_total", .counter, "Commands for Redis that had no reply that could be used, by kind.")
        for (label, count) in zip(RedisFigures.labels, figures.failures) {
            text.sample("tutti_redis_failures_total", [("kind", label)], Int(clamping: count))
        }
        text.begin("tutti_redis_command_duration_seconds", .histogram, "Time from sending a command to its end.")
        var below: UInt64 = 0
        let name = "tutti_redis_command_duration_seconds"
        for (bound, count) in zip(RedisFigures.bounds, figures.latencies) {
            below += count
            text.sample("\(name)_bucket", [("le", "\(Double(bound) / 1e9)")], Int(clamping: below))
        }
        let total = Int(clamping: figures.latencies.reduce(0, +))
        text.sample("\(name)_bucket", [("le", "+Inf")], total)
        text.sample("\(name)_sum", [], figures.seconds)
        text.sample("\(name)_count", [], total)
    }
}
