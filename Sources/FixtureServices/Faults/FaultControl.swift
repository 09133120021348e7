/// The `/_fault` resource: plain text, made for a person with curl.
enum FaultControl {
    /// What a request to `/_fault` changes, and its response.
    enum Command {
        /// Show the switch and the help.
        case show
        /// Turn a fault on.
        case set(Fault)
        /// Back to health.
        case heal
        /// Refused; the switch stays as it is.
        case refuse(status: Int, message: String)
    }

    /// Reads a request to `/_fault`; pure.
    static func command(method: String, target: String) -> Command {
        switch method {
        case "GET", "HEAD": return .show
        case "DELETE": return .heal
        case "PUT":
            do throws(FaultSyntaxError) {
                return .set(try Fault(pairs: QueryString.pairs(of: target)))
            } catch {
                return .refuse(status: 400, message: error.message)
            }
        default:
            return .refuse(status: 405, message: "\(method) is not for /_fault: GET shows, PUT sets, DELETE heals.")
        }
    }

    /// The response's text: what is on now, then every switch with an example.
    static func help(name: String, fault: Fault?, authority: String) -> String {
        let url = "http://\(authority)/_fault"
        var lines = [state(name: name, fault: fault), ""]
        for (query, effect) in FaultSwitch.allCases.flatMap(\.examples) {
            let command = "curl -X PUT '\(url)?\(query)'"
            lines.append(command + String(repeating: " ", count: max(1, 72 - command.count)) + effect)
        }
        lines.append("curl -X DELETE '\(url)'")
        lines.append("")
        lines.append(
            "delay, status and headers combine with each other and with one of hang, close, reset, body and trickle;")
        lines.append("times, ratio and path say which requests are meant.")
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line: `orders: waits 500 ms`.
    static func state(name: String, fault: Fault?) -> String {
        "\(name): \(fault.map { "\($0)" } ?? "healthy")"
    }

    /// Turns text into the response, marked as text.
    static func response(_ text: String, status: Int = 200) -> FixtureResponse {
        FixtureResponse(
            status: status, headers: [("content-type", "text/plain; charset=utf-8")], body: Array(text.utf8))
    }
}
