/// Why a reactor could not be made or started.
package enum ReactorError: Error {
    /// There is no descriptor left for epoll or the eventfd.
    case descriptors
    /// The thread could not be created.
    case thread
}
