internal import CCurl

/// libcurl as a whole.
enum CurlLibrary {
    /// Loads and initialises libcurl, once, at the first look, which Swift guards against a second: nil, or why it can't be used.
    ///
    /// glibc's allocator, which a build without mimalloc has, is set to keep freed memory. With its defaults a fan-out with a
    /// body of 200 kB cost 189 µs of CPU instead of 109 µs, the difference spent on getting memory from the kernel.
    static let failure: String? = {
        cmemory_keep()
        if let reason = ccurl_load() { return String(cString: reason) }
        return cheaders_init() == CURLE_OK.rawValue ? nil : "libcurl could not be initialised"
    }()
}
