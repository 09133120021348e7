internal import Glibc

/// What the system says of this process, with the names that Prometheus clients give it.
///
/// Read from `/proc/self` (proc(5)); figures that can't be read are left out.
struct ProcessFigures {
    /// Processor time used, in user and system mode.
    var cpuSeconds: Double?
    /// Memory in RAM, in bytes.
    var residentBytes: Int?
    /// Open file descriptors.
    var descriptors: Int?
    /// The most file descriptors that may be open.
    var maximumDescriptors: Int?
    /// When the process began, in seconds since 1970.
    var startTime: Double?

    /// The figures now.
    static func current() -> ProcessFigures {
        var figures = ProcessFigures()
        let ticks = Double(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        // The second field, the command in parentheses, may have spaces: the rest is counted from its end. Fields 14
        // and 15 are the user and system time, 22 the start after boot, in ticks.
        if let stat = read("/proc/self/stat"), let end = stat.lastIndex(of: ")") {
            let fields = stat[end...].split(separator: " ").dropFirst().map(String.init)
            if fields.count > 19, let user = Double(fields[11]), let system = Double(fields[12]) {
                figures.cpuSeconds = (user + system) / ticks
            }
            if fields.count > 19, let start = Double(fields[19]), let boot = bootTime() {
                figures.startTime = boot + start / ticks
            }
        }
        if let memory = read("/proc/self/statm")?.split(separator: " "), memory.count > 1, let pages = Int(memory[1]) {
            figures.residentBytes = pages * Int(sysconf(Int32(_SC_PAGESIZE)))
        }
        figures.descriptors = countDescriptors()
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(7), &limit) == 0 { figures.maximumDescriptors = Int(clamping: limit.rlim_cur) }
        return figures
    }

    /// Writes the figures that are known.
    func write(to text: inout PrometheusText) {
        if let cpuSeconds {
            text.begin("process_cpu_seconds_total", .counter, "Processor time used, user and system.")
            text.sample("process_cpu_seconds_total", [], cpuSeconds)
        }
        if let residentBytes {
            text.begin("process_resident_memory_bytes", .gauge, "Memory in RAM.")
            text.sample("process_resident_memory_bytes", [], residentBytes)
        }
        if let descriptors {
            text.begin("process_open_fds", .gauge, "Open file descriptors.")
            text.sample("process_open_fds", [], descriptors)
        }
        if let maximumDescriptors {
            text.begin("process_max_fds", .gauge, "The most file descriptors that may be open.")
            text.sample("process_max_fds", [], maximumDescriptors)
        }
        if let startTime {
            text.begin("process_start_time_seconds", .gauge, "When the process began, since 1970.")
            text.sample("process_start_time_seconds", [], startTime)
        }
    }

    private static func bootTime() -> Double? {
        read("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
            .flatMap { Double($0.dropFirst(6)) }
    }

    private static func countDescriptors() -> Int? {
        guard let folder = opendir("/proc/self/fd") else { return nil }
        defer { closedir(folder) }
        var count = 0
        while readdir(folder) != nil { count += 1 }
        return count - 3  // `.`, `..` and the folder itself
    }

    /// The text of a file of `/proc`, up to 64 KiB.
    private static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64 << 10)
        var length = 0
        while length < bytes.count {
            let count = bytes[length...].withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            length += count
        }
        return String(decoding: bytes[..<length], as: UTF8.self)
    }
}
