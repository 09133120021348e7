#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The system's calls whose names are also those of methods.
enum SystemSocket {
    /// close(2).
    static func close(_ descriptor: Int32) {
        #if canImport(Glibc)
            _ = Glibc.close(descriptor)
        #elseif canImport(Musl)
            _ = Musl.close(descriptor)
        #endif
    }

    /// listen(2).
    static func listen(_ descriptor: Int32, backlog: CInt) -> Bool {
        #if canImport(Glibc)
            Glibc.listen(descriptor, backlog) == 0
        #elseif canImport(Musl)
            Musl.listen(descriptor, backlog) == 0
        #endif
    }
}
