internal import NIOHTTP1

/// The words behind the number in a status line; clients ignore them.
enum ReasonPhrase {
    static func of(_ status: Int) -> String { HTTPResponseStatus(statusCode: status).reasonPhrase }
}
