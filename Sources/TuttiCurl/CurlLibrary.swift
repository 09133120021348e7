internal import CCurl

/// libcurl as a whole.
enum CurlLibrary {
    /// Whether libcurl is initialised: done once, at the first look, which Swift guards against a second.
    ///
    /// glibc's allocator, which a build without mimalloc has, is told to keep what is freed. With its defaults a fan-out with a
    /// body of 200 kB cost 189 µs of CPU instead of 109 µs, the difference spent on getting memory from the kernel.
    static let isReady = {
        cmemory_keep()
        return cheaders_init() == CURLE_OK.rawValue
    }()
}
