/// A socket can't be watched, so it is of no use.
package struct NotWatched: Error, CustomStringConvertible {
    package let description =
        "the kernel has no room for another watch (fs.epoll.max_user_watches, or memory), or the reactor is being ended"
}
