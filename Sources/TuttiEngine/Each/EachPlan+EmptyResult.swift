internal import TuttiJSON
internal import TuttiPlan

extension EachPlan {
    /// The result without values.
    var emptyResult: JSONValue { key == nil ? .array([]) : .object(JSONObject()) }
}
