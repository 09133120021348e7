internal import TuttiJSON
internal import TuttiPlan

extension EachPlan {
    /// The result of the call when there are no values.
    var emptyResult: JSONValue { key == nil ? .array([]) : .object(JSONObject()) }
}
