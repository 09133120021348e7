internal import TuttiJSON

/// How XML becomes JSON, by which expressions read it.
///
/// `<order id="7"><item>a</item><item>b</item><note/></order>` is `{"order":{"@id":"7","item":["a","b"],"note":null}}`:
/// - An element is a member with its name, in the place of the first of that name; several of one name are an array.
/// - An element with text alone is the text, without white space around it; one with nothing in it is null.
/// - An attribute is a member with `@` in front, before the elements. Text beside attributes or elements is the member `#text`.
/// - Prefixes are dropped, and declarations of namespaces too; comments and processing instructions are skipped. CDATA is text.
package struct XMLReading: Sendable, Hashable {
    /// How many elements may be inside each other: as JSON, that is at most two levels for each.
    package static let mostLevels = 60
    /// How many elements, attributes and pieces of text a document may have.
    package static let mostNodes = 500_000

    /// The elements that are arrays also where there is only one of them.
    package let lists: [String]

    /// A reading in which elements with these names are arrays.
    package init(lists: [String] = []) {
        self.lists = lists
    }

    /// A document in UTF-8 as JSON text.
    ///
    /// - Throws: why it can't be read.
    package func json(_ document: [UInt8]) throws(XMLDefect) -> [UInt8] {
        let events = try XMLEvents(document, levels: Self.mostLevels)
        var tree = XMLTree(events.bytes, lists: lists)
        try tree.grow(events)
        var writer = JSONWriter(reserving: document.count)
        tree.write(to: &writer)
        return writer.bytes
    }
}
