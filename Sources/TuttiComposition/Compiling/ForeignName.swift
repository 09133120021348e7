/// Names that other languages and gateways have, and what to write here.
enum ForeignName {
    /// What to write; nil for any other name.
    static func help(for name: String, isWholeExpression: Bool) -> String? {
        switch name {
        case "true", "false", "True", "False":
            let value = name.lowercased()
            return isWholeExpression
                ? "the value stands without quotes here: `\(value)`; text is written `'\(name)'`"
                : "in expressions the value is written in backticks: `` `\(value)` ``"
        case "None", "nil", "undefined", "NULL", "Null": return "write `null`"
        case "yes", "on", "Yes", "On": return "true is written `true`; text is written `'\(name)'`"
        case "no", "off", "No", "Off": return "false is written `false`; text is written `'\(name)'`"
        default: return table[name]
        }
    }

    private static let request = "of the client's request there are `path`, `query`, `headers`, `cookies` and `body`"
    private static let call = "the result of a call is read by the call's name: `user.name`"
    private static let value = "the value at hand is `@`, and its members are read by their names"
    private static let element = "what is made of each element follows a projection: `items[].id`"

    private static let alone = "functions stand alone: `keys(a)`, `to_string(a)`, `round(a)`"

    private static let table = [
        "request": request, "req": request, "input": request,
        "params": "parameters of the path are `path.id`, those of the query `query.page`",
        "param": "parameters of the path are `path.id`, those of the query `query.page`",
        "pathParameters": "parameters of the path are `path.id`", "path_params": "parameters of the path are `path.id`",
        "pathParams": "parameters of the path are `path.id`",
        "queryStringParameters": "parameters of the query are `query.page`",
        "query_params": "parameters of the query are `query.page`",
        "querystring": "parameters of the query are `query.page`",
        "calls": call, "responses": call, "response": call, "resp": call, "res": call, "steps": call, "results": call,
        "this": value, "self": value, "item": element, "element": element, "it": element, "row": element,
        "Object": alone, "Array": alone, "JSON": alone, "Math": alone, "String": alone, "Number": alone,
        "process": "list the name under `env` of gateway.yaml, and read `env.NAME`",
        "ENV": "list the name under `env` of gateway.yaml, and read `env.NAME`",
        "secrets": "list the name under `env` of gateway.yaml, and read `env.NAME`",
    ]
}
