internal import CCurl

/// libcurl as a whole.
enum CurlLibrary {
    /// Whether libcurl is initialised: done once, at the first look, which Swift guards against a second.
    static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}
