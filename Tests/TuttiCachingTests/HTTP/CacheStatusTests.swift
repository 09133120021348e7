import Testing
import TuttiCaching

/// RFC 9211.
struct CacheStatusTests {
    @Test(
        arguments: [
            (.hit(freshFor: 30_999), "tutti; hit; ttl=30"), (.hit(freshFor: 0), "tutti; hit; ttl=0"),
            (.hit(freshFor: -1, detail: "stale-if-error"), "tutti; hit; ttl=-1; detail=stale-if-error"),
            (CacheStatus(.uriMiss, isStored: true), "tutti; fwd=uri-miss; stored"),
            (CacheStatus(.stale, status: 304), "tutti; fwd=stale; fwd-status=304"),
            (CacheStatus(.varyMiss, isCollapsed: true), "tutti; fwd=vary-miss; collapsed"),
            (CacheStatus(.bypass, detail: "not-stored"), "tutti; fwd=bypass; detail=not-stored"),
        ] as [(CacheStatus, String)])
    func aMemberSaysWhatWasDone(status: CacheStatus, text: String) {
        #expect(status.text == text)
    }
}
