internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

extension CachePlan {
    /// `for 30 s, and 10 min longer where there is no newer one`.
    var inWords: String {
        var text =
            switch lifetime {
            case .fixed(let time): "for \(time.inWords)"
            case .http: "for as long as the service says"
            }
        if let whileRevalidate { text += ", and \(whileRevalidate.inWords) longer while a newer one is fetched" }
        if let ifError { text += ", and \(ifError.inWords) longer where there is no newer one" }
        if let negative { text += "; that there is nothing, for \(negative.inWords)" }
        if let vary { text += "; told apart by \(vary.map(\.canonicalName).listed())" }
        if !tags.isEmpty { text += "; purged by \(tags.map(\.source).listed())" }
        return text
    }
}
