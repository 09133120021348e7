internal import Foundation
internal import Glibc
internal import Synchronization

/// A program that a test has started, over posix_spawn(3) and waitpid(2).
///
/// Foundation's `Process` is told of an end through a run loop of its own; with many started at a time on a busy machine that
/// word was lost now and then, and the test waited for ever.
package final class ChildProcess: Sendable {
    /// Why a program does not start.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// The process id.
    package let identifier: Int32
    private let exit = Mutex<Int32?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - executable: its path.
    ///   - arguments: without its name.
    ///   - folder: where it runs; where the tests run, if not given.
    ///   - input: the descriptor for its standard input; there is nothing to read without one.
    ///   - output: the descriptor for its standard output; nothing is kept without one.
    ///   - errors: the descriptor for its standard error; nothing is kept without one.
    /// - Throws: ``Failure``, when there is no such program for instance.
    package init(
        _ executable: String, _ arguments: [String], in folder: String? = nil, input: Int32? = nil,
        output: Int32? = nil, errors: Int32? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (own, descriptor) in [input, output, errors].enumerated() {
            if let descriptor {
                posix_spawn_file_actions_adddup2(&actions, descriptor, Int32(own))
            } else {
                posix_spawn_file_actions_addopen(&actions, Int32(own), "/dev/null", O_RDWR, 0)
            }
        }
        // Nothing else of the tests, sockets for instance, is the child's. A number that nothing is open under is no error.
        for descriptor in 3..<Self.pastLastDescriptor { posix_spawn_file_actions_addclose(&actions, descriptor) }
        // The signals that the test runner blocks or ignores are the child's to have.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        // GNU's `env` changes the folder; Swift sees no function of posix_spawn that does.
        let command = folder.map { ["/usr/bin/env", "-C", $0, executable] } ?? [executable]
        var words: [UnsafeMutablePointer<CChar>?] = (command + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var identifier: pid_t = 0
        let code = ChildPipe.making.withLock { _ in
            posix_spawn(&identifier, command[0], &actions, &attributes, &words, environ)
        }
        guard code == 0 else { throw Failure(description: "\(executable): \(String(cString: strerror(code)))") }
        self.identifier = identifier
    }

    deinit {
        // Not left as a zombie, which the test runner's own watch over its children would spin on.
        if exitCode == nil {
            kill(identifier, SIGKILL)
            _ = wait()
        }
    }

    /// Past the highest descriptor open now, and what may be opened meanwhile.
    private static var pastLastDescriptor: Int32 {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        let last = names.compactMap { Int32($0) }.max() ?? 3
        return last + 256
    }

    /// The code it has ended with, or the number of the signal; nil while it runs.
    package var exitCode: Int32? { end(waits: false) }

    /// Waits until it has ended, holding the thread.
    package func wait() -> Int32 { end(waits: true) ?? -1 }

    /// Sends a signal; nothing once it has ended.
    package func signal(_ number: Int32) {
        if exitCode == nil { kill(identifier, number) }
    }

    private func end(waits: Bool) -> Int32? {
        exit.withLock { exit in
            if let exit { return exit }
            var status: Int32 = 0
            var result: Int32
            repeat { result = waitpid(identifier, &status, waits ? 0 : WNOHANG) } while result < 0 && errno == EINTR
            guard result == identifier else { return nil }
            let signal = status & 0x7F
            exit = signal == 0 ? status >> 8 & 0xFF : signal
            return exit
        }
    }
}

/// A pipe whose ends no other program inherits.
package struct ChildPipe: Sendable {
    /// Where the test reads.
    package let reading: Int32
    /// What the program writes to; to be closed once it has started.
    package let writing: Int32

    /// No program is started between the making of a pipe and its mark that none shall inherit it.
    fileprivate static let making = Mutex(())

    /// Makes a pipe.
    ///
    /// - Throws: ``ChildProcess/Failure``, when there is no descriptor left.
    package init() throws {
        var ends: [Int32] = [0, 0]
        let isMade = Self.making.withLock { _ in
            pipe(&ends) == 0 && fcntl(ends[0], F_SETFD, FD_CLOEXEC) == 0 && fcntl(ends[1], F_SETFD, FD_CLOEXEC) == 0
        }
        guard isMade else { throw ChildProcess.Failure(description: "pipe: \(String(cString: strerror(errno)))") }
        (reading, writing) = (ends[0], ends[1])
    }

    /// Reads what is written, on a thread of its own, until the last writer has closed its end, and then closes the other.
    ///
    /// - Parameters:
    ///   - take: is given each piece.
    ///   - ended: is called at the end.
    package func readToEnd(
        _ take: @escaping @Sendable (ArraySlice<UInt8>) -> Void, ended: @escaping @Sendable () -> Void
    ) {
        let reading = reading
        Thread.detachNewThread {
            var bytes = [UInt8](repeating: 0, count: 64 << 10)
            while true {
                let count = read(reading, &bytes, bytes.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { break }
                take(bytes[..<count])
            }
            close(reading)
            ended()
        }
    }

    /// Closes the end that the program has.
    package func closeWriting() {
        close(writing)
    }
}
