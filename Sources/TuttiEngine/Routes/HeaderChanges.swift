package import HTTPTypes
internal import TuttiPolicies

/// What is changed in the headers of one message that is passed on.
package struct HeaderChanges: Sendable {
    /// The headers that the sender's of these names give way to.
    let dropped: [HTTPField.Name]
    /// What is put in.
    package let fields: [HTTPField]
    /// How many of these, the first ones, the files have put in; the others are the client's or the gateway's.
    let countOfFile: Int

    /// Changes made of their parts.
    package init(dropped: [HTTPField.Name] = [], fields: [HTTPField] = []) {
        self.init(dropped: dropped, fields: fields, adding: [])
    }

    init(dropped: [HTTPField.Name], fields: [HTTPField], adding further: [HTTPField]) {
        self.dropped = dropped
        self.fields = fields + further
        countOfFile = fields.count
    }

    /// Changes the headers: those of the gateway come last.
    ///
    /// A sender's header whose name differs from a dropped one only in `_` for `-` goes, too: programs that see headers as variables
    /// (RFC 3875, 4.1.18) can't tell the two apart.
    package func apply(to headers: inout [HTTPField]) {
        removeNamed(from: &headers)
        headers += fields
    }

    /// Takes out the sender's headers whose names are the gateway's, also for what is no header section: trailers, interim responses.
    package func removeNamed(from headers: inout [HTTPField]) {
        if !dropped.isEmpty { headers.removeHeaders(where: isDropped) }
    }

    private func isDropped(_ name: String) -> Bool {
        let length = name.utf8.count
        // The length rules most out.
        for index in dropped.indices where dropped[index].canonicalName.utf8.count == length {
            guard dropped[index].canonicalName != name else { return true }
            guard name.utf8.contains(UInt8(ascii: "_")) else { continue }
            let dashed = name.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
            if dashed.elementsEqual(dropped[index].canonicalName.utf8) { return true }
        }
        return false
    }
}
