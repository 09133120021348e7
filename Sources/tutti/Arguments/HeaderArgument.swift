internal import ArgumentParser
internal import HTTPTypes

/// `name: value` of `-H`.
struct HeaderArgument: ExpressibleByArgument {
    let header: HTTPField

    init?(argument: String) {
        guard let colon = argument.firstIndex(of: ":"),
            let name = HTTPField.Name(String(argument[..<colon])), !argument.hasPrefix(":")
        else { return nil }
        let value = argument[argument.index(after: colon)...].drop { $0 == " " }
        header = HTTPField(name: name, value: String(value))
    }
}
