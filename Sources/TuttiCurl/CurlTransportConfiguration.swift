/// How a worker is set up; the defaults suit a gateway in front of services on the same network.
package struct CurlTransportConfiguration: Sendable {
    /// The name of the worker's thread, cut to the 15 bytes that Linux keeps.
    package var name: String
    /// The most connections kept open over all services (`CURLMOPT_MAXCONNECTS`).
    ///
    /// libcurl's own default is four times the transfers running now, so an idle moment would close warm connections.
    package var maximumConnectionsCached = 512
    /// The most bytes of all header sections of one response: 1xx responses, status lines and trailers included.
    package var maximumHeaderBytes = 64 * 1024
    /// The most headers of one response, counted the same way.
    package var maximumHeaders = 200
    /// The most idle easy handles kept per call, which serve all instances of its service; one costs about 6 kB.
    package var maximumHandlesPerCall = 128
    /// The most idle easy handles kept over all calls; beyond it, those of other calls make room.
    package var maximumIdleHandles = 1_024
    /// Bytes read from a socket at once (`CURLOPT_BUFFERSIZE`).
    ///
    /// libcurl allocates it per transfer. A little less than 64 KiB keeps glibc from tidying up its free lists each time
    /// it's freed (6 % of a transfer's instructions); with 32 KiB a body of 200 kB costs 5 % more.
    package var receiveBufferBytes = 60 * 1024

    /// Where the numbers of descriptors end that connections to services may have: those behind it are for others.
    package var descriptorCeiling = Int.max

    /// What requests say in `User-Agent` that have none of their own; nil sends none.
    package var userAgent: String?

    /// Called with a message, at most every ten seconds, when calls failed for want of descriptors, ports or memory; on the
    /// worker's thread, which it must not block.
    package var onShortage: (@Sendable (String) -> Void)?

    /// The defaults, under a name.
    package init(name: String = "worker") {
        self.name = name
    }
}
