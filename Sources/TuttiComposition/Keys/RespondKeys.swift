/// The keys of `respond`.
enum RespondKeys {
    static let status = Key(
        "status", .integer(200...599), "The status of the response.", default: 200, foreign: ["code"])

    static let body = Key(
        "body", .node(.value), "The JSON body; strings in it are expressions.", examples: ["error": "'gone'"],
        foreign: ["json"])

    static let text = Key("text", .text, "The body where that is no JSON, as it stands there.", examples: "ok")

    static let table = KeyTable(
        "`respond`", keys: [status, body, text],
        foreign: [
            ForeignNames(
                "headers", help: "they stand beside `respond`: `response-headers: { content-type: text/html }`")
        ], example: "write it like `{ status: 200, body: { ok: true } }`",
        rules: { [("dependencies", .object([(text.name, .without([body]))]))] })
}
