internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// An object as the form that a call sends, `application/x-www-form-urlencoded` (URL Standard, 5.2).
enum FormContent {
    /// `{"a":"x y","b":[1,true],"c":null}` is `a=x+y&b=1&b=true`.
    ///
    /// - Throws: for what is no object, and for fields with an object or a nested array.
    static func bytes(of value: JSONValue, reading template: ValueTemplate) throws(RenderingFailure) -> [UInt8] {
        guard value.kind == .object else {
            throw RenderingFailure(
                "`form` is \(value.kind.indefinite), where an object is needed", reading: template.slots)
        }
        var form = RequestForm()
        for (name, value) in value.members {
            let values = value.kind == .array ? value.elements : [value]
            for value in values where !value.isNull {
                guard let text = value.scalarText else {
                    throw RenderingFailure(
                        "a field of `form` is an object or a nested array", reading: template.slots)
                }
                form.append(name, text)
            }
        }
        return form.bytes
    }
}
