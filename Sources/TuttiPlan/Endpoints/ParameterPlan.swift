package import TuttiExpressions
package import TuttiJSON
package import TuttiSchema

/// A parameter of the path or the query, or a header, that has a type.
package struct ParameterPlan: Sendable {
    /// Its name; of a header, in lower case.
    package let name: String
    /// What its text is read as, or that of each of its values.
    package let type: ParameterType
    /// Whether all values of a repeated name are read, as an array.
    package let isList: Bool
    /// What its value must be.
    package let schema: JSONSchema
    /// Whether it must be there.
    package let isRequired: Bool
    /// The value that is read where it is not there; nil for none.
    package let standard: JSONValue?

    /// A parameter made of its parts.
    package init(
        name: String, type: ParameterType, isList: Bool, schema: JSONSchema, isRequired: Bool, standard: JSONValue?
    ) {
        (self.name, self.type, self.isList, self.schema) = (name, type, isList, schema)
        (self.isRequired, self.standard) = (isRequired, standard)
    }

    /// What an expression reads.
    package var shape: ValueShape {
        let value = isList ? ValueShape.array(of: type.shape) : type.shape
        return isRequired || standard != nil ? value : value.or(.null)
    }
}
