internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

extension CallPlan {
    /// `/orders?user={path.id}&limit={query.limit}`.
    var targetSource: String {
        var text = target.source
        for parameter in query {
            text += text.contains("?") ? "&" : "?"
            if case .constant(let value) = parameter.value, let fixed = value.string ?? value.number?.text {
                text += "\(parameter.encodedName)=\(PercentEncoding.encoded(fixed))"
            } else {
                text += "\(parameter.encodedName)={\(parameter.value.source)}"
            }
        }
        if let queryObject { text += (text.contains("?") ? "&" : "?") + "{\(queryObject.source)}" }
        return text
    }
}
