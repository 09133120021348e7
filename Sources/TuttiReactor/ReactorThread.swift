internal import CReactor
internal import Glibc

/// A thread that runs one function.
enum ReactorThread {
    /// Holds the function until the thread takes it.
    private final class Start {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }

    /// Starts a thread with all signals blocked; nil when there can be no more threads.
    ///
    /// A new thread inherits the signal mask of its creator, which is therefore set here while the thread is created. So there is no
    /// moment at which the new thread could receive a signal.
    static func start(name: String, _ body: @escaping () -> Void) -> pthread_t? {
        let start = Unmanaged.passRetained(Start(body))
        var all = sigset_t()
        var before = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                if let argument { Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().body() }
                return nil
            }, start.toOpaque())
        guard result == 0 else {
            start.release()
            return nil
        }
        creactor_set_name(thread, String(decoding: name.utf8.prefix(15), as: UTF8.self))
        return thread
    }
}
