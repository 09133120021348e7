internal import TuttiPolicies

/// The script that charges a key of a limit: the arithmetic of `LimitWindow` with the clock of Redis, which all instances have in common.
///
/// A rate's value is a time in microseconds since 1970, which a double holds exactly (2^53 µs are 285 years); a quota's is a count. What is no
/// number, or lies in a future that no charge can have led to, is put right. Of what is asked for beyond the one request, at most a
/// quarter of the rest is granted: near the edge each request is asked for.
enum LimitScript {
    static let script = RedisScript(
        """
        local unit, most, cost, want, life = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
        local now = 0
        if life == 0 then
          local time = redis.call('TIME')
          now = time[1] * 1000000 + time[2]
        end
        local room = most * unit
        local value = tonumber(redis.call('GET', KEYS[1])) or 0
        if not (value >= now) then value = now end
        if value > now + room then value = now + room end
        local free = math.floor((now + room - value) / unit)
        if cost > free then return {0, math.ceil(value - now)} end
        local granted = cost
        if want > cost then granted = cost + math.min(want - cost, math.floor((free - cost) / 4)) end
        value = math.ceil(value + granted * unit)
        if life == 0 then life = math.max(math.ceil((value - now) / 1000), 1) end
        redis.call('SET', KEYS[1], string.format('%.0f', value), 'PX', string.format('%.0f', life))
        return {granted, value - now}
        """)

    /// What a key and a moment ask of it.
    static func arguments(_ terms: LimitTerms, cost: UInt64, wanted: UInt64) -> [RedisArgument] {
        // A quota's key stays for an hour behind its end: clocks of instances differ.
        let life = terms.period.map { Int64(clamping: $0.secondsLeft + 3_600) * 1_000 } ?? 0
        return [
            .text(terms.unit), .integer(Int64(clamping: terms.most)), .integer(Int64(clamping: cost)),
            .integer(Int64(clamping: wanted)), .integer(life),
        ]
    }

    /// What it has answered; nil for what it can't have.
    static func grant(_ value: RedisValue, wanted: UInt64) -> LimitGrant? {
        guard let parts = value.elements, parts.count == 2, let granted = parts[0].integer, let used = parts[1].integer,
            0 <= granted, UInt64(granted) <= wanted, used >= 0
        else { return nil }
        return LimitGrant(granted: UInt64(granted), used: UInt64(used))
    }
}
