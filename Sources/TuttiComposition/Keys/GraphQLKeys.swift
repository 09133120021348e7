/// The keys of `graphql` of a call.
enum GraphQLKeys {
    static let query = Key(
        "query", .text,
        "The query, as it is sent: no expression is read in it. What differs between requests goes into `variables`.",
        examples: "query ($id: ID!) { user(id: $id) { name } }", foreign: ["mutation", "document"])

    static let variables = Key(
        "variables", .node(.value), "The variables of the query: an object, in which strings are expressions.",
        examples: ["id": "path.id"], foreign: ["params", "arguments"])

    static let operation = Key(
        "operation", .text, "Which operation of the query is meant, where it has several.", examples: "GetUser",
        foreign: ["operationName", "operation-name", "operation_name"])

    static let table = KeyTable(
        "`graphql`", keys: [query, variables, operation], required: [query],
        example:
            "write it like `{ query: \"query ($id: ID!) { user(id: $id) { name } }\", variables: { id: path.id } }`")
}
