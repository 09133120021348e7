internal import Glibc

/// The machine's monotonic clock (`CLOCK_MONOTONIC`, answered by the vDSO without a system call).
package enum SystemClock {
    /// The present moment.
    package static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return MonotonicTime(nanoseconds: Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec))
    }

    /// Whole seconds since 1970-01-01T00:00:00Z (POSIX time), for people and for the expression function `now()`.
    package static var secondsSince1970: Int {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int(time.tv_sec)
    }
}
