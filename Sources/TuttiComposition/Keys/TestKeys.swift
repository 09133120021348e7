/// The keys of one of the `tests` of an endpoint or a route.
enum TestKeys {
    static let name = Key("name", .node(.text), "What the test shows.", examples: "orders are slow")

    static let steps = Key(
        "steps", .node(.list(of: ["anyOf": [StepKeys.requestSchema, StepKeys.waitSchema]], atLeast: 1)),
        "Several requests, one after the other, on the same breakers and cached responses; in place of `request`.")

    static let required = Key(
        "required", .node(["anyOf": [.text, .list(of: .text)]]),
        "Members of the response that must not vanish, whichever call fails: `tutti test --each-failure`.",
        examples: ["user.name"])

    static let env = Key(
        "env", .node(.map(names: EndpointKeys.namePattern, of: .text)),
        "What expressions read as `env.NAME`: of names that gateway.yaml lists under `env`.",
        examples: ["REGION": "eu"])

    static let table = KeyTable(
        "a test", keys: [name] + StepKeys.exchange + [steps, required, env], required: [name],
        rules: {
            [
                ("oneOf", [["required": ["request", "expect"]], ["required": ["steps"]]]),
                ("dependencies", .object([(steps.name, .without(keysOfSteps))])),
            ]
        })

    /// The keys that stand in each step where a test has `steps`.
    static let keysOfSteps: [any DeclaredKey] = [
        StepKeys.request, StepKeys.headers, StepKeys.auth, StepKeys.claims, StepKeys.body, StepKeys.expect,
    ]
}
