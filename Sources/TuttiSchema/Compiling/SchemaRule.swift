/// One thing that a schema asks of a value.
///
/// Numbers are places in the lists of `SchemaProgram`, or places of schemas in it.
///
/// Nothing in it is counted by reference, so that going through rules costs no more than reading them.
enum SchemaRule: Sendable {
    /// `false`.
    case nothing
    case types(SchemaTypes)
    case constant(Int)
    case oneOfValues(Int)
    case minimum(Int)
    case exclusiveMinimum(Int)
    case maximum(Int)
    case exclusiveMaximum(Int)
    case multiple(Int)
    case minLength(Int)
    case maxLength(Int)
    case pattern(Int)
    case format(SchemaFormat)
    case minItems(Int)
    case maxItems(Int)
    case uniqueItems
    case items(Int)
    case contains(Int)
    case minProperties(Int)
    case maxProperties(Int)
    case members(Int)
    case all(Int)
    case any(Int)
    case one(Int)
    case not(Int)
    case condition(Int)
    case reference(Int)
    case dynamicReference(Int)
    case unevaluatedItems(Int)
    case unevaluatedProperties(Int)

    /// The earlier, the cheaper; what is left to `unevaluated` is known when all else is through.
    var rank: Int {
        switch self {
        case .nothing, .types: 0
        case .constant, .oneOfValues, .minimum, .exclusiveMinimum, .maximum, .exclusiveMaximum, .minLength, .maxLength,
            .minItems, .maxItems, .minProperties, .maxProperties:
            1
        case .multiple, .format: 2
        case .pattern: 3
        case .items, .contains, .members: 4
        case .uniqueItems: 5
        case .all, .any, .one, .not, .condition, .reference, .dynamicReference: 6
        case .unevaluatedItems, .unevaluatedProperties: 7
        }
    }

    /// Whether it asks which parts of a value the others have looked at.
    var isUnevaluated: Bool { rank == 7 }
}
