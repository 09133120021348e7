package import TuttiJSON
package import TuttiPlan

extension EachPlan {
    /// The result of the call when there are no values.
    package var emptyResult: JSONValue { key == nil ? .array([]) : .object(JSONObject()) }
}
