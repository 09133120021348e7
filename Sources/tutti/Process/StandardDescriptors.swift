internal import ArgumentParser
internal import Glibc

/// Descriptors 0, 1 and 2, and the signals that writing to them can raise.
enum StandardDescriptors {
    /// Makes sure that the three are open, and that no write to them ends the process; called before anything else is opened.
    ///
    /// A shell may start a program with one of them closed (`>&-`). The next file or socket would get its number, and the
    /// lines that are meant for the log.
    static func secure() {
        signal(SIGPIPE, SIG_IGN)  // the reader has gone: the write fails instead
        signal(SIGXFSZ, SIG_IGN)  // a file has reached its limit (`ulimit -f`): the same
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
            // The lowest number that is free is this one.
            if open("/dev/null", O_RDWR) != descriptor { _exit(ExitCode.gatewayFailed.rawValue) }
        }
    }

    /// Whether standard output and standard error are one and the same, as with `2>&1`.
    static var areOne: Bool {
        var (output, errors) = (stat(), stat())
        guard fstat(STDOUT_FILENO, &output) == 0, fstat(STDERR_FILENO, &errors) == 0 else { return false }
        return output.st_dev == errors.st_dev && output.st_ino == errors.st_ino
    }
}
