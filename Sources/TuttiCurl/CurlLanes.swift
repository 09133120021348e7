/// A fixed number of lanes, started and ended together.
package struct CurlLanes: Sendable {
    /// The lanes; at least one.
    package let lanes: [CurlLane]

    /// Starts so many lanes, at least one, named `lane-0`, `lane-1` and so on.
    package static func start(
        count: Int, configuration: LaneConfiguration = LaneConfiguration()
    ) async throws(LaneError) -> CurlLanes {
        var lanes: [CurlLane] = []
        for index in 0..<max(count, 1) {
            var named = configuration
            named.name = "\(configuration.name)-\(index)"
            do {
                lanes.append(try CurlLane(configuration: named))
            } catch {
                await CurlLanes(lanes: lanes).shutDown()
                throw error
            }
        }
        return CurlLanes(lanes: lanes)
    }

    /// Ends all lanes; see ``CurlLane/shutDown()``.
    package func shutDown() async {
        for lane in lanes { await lane.shutDown() }
    }
}
