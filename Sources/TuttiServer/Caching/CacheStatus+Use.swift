internal import TuttiCaching
internal import TuttiEngine

extension CacheStatus {
    /// The same in a word, for metrics and the log.
    var use: CacheUse {
        guard forwarding != nil else {
            return switch detail {
            case "stale-if-error": .staleIfError
            case "stale-while-revalidate": .stale
            default: .hit
            }
        }
        return isCollapsed ? .collapsed : isStored ? .stored : .missed
    }
}
