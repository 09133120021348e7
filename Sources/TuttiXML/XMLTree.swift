internal import TuttiJSON

/// The elements of a document, while it becomes JSON: plain numbers in a few arrays, however many elements there are.
struct XMLTree {
    private struct Element {
        let name: Int32
        var attributes: Range<Int32>
        var texts = Chain()
        var children = Chain()
        /// The next child of the same element; -1 for none.
        var next: Int32 = -1
        /// The next one of the same name there; -1 for none.
        var nextAlike: Int32 = -1
    }

    /// Things one after the other, of which each knows the next: -1 stands for none.
    private struct Chain {
        var first: Int32 = -1
        var last: Int32 = -1
    }

    private struct Name {
        let text: [UInt8]
        let isList: Bool
        /// The element that was written last with a member of that name, and the last of the members' elements.
        var owner: Int32 = -1
        var lastAlike: Int32 = -1
        /// The same for attributes.
        var attributeOwner: Int32 = -1
    }

    private let bytes: [UInt8]
    private let lists: Set<[UInt8]>
    private var elements: [Element] = []
    private var attributes: [(name: Int32, value: Range<Int>)] = []
    private var texts: [(range: Range<Int>, next: Int32)] = []
    private var names: [Name] = []
    private var places: [ArraySlice<UInt8>: Int32] = [:]

    /// A tree that is empty yet, of events in these bytes.
    init(_ bytes: [UInt8], lists: [String]) {
        self.bytes = bytes
        self.lists = Set(lists.map { Array($0.utf8) })
    }

    /// Takes all events.
    mutating func grow(_ events: XMLEvents) throws(XMLDefect) {
        var open: [Int32] = []
        var place = 0
        while let (kind, text) = events.next(&place) {
            guard elements.count + attributes.count + texts.count < XMLReading.mostNodes else { throw .tooLarge }
            switch kind {
            case .element:
                let new = Int32(truncatingIfNeeded: elements.count)
                let start = Int32(truncatingIfNeeded: attributes.count)
                elements.append(Element(name: name(text), attributes: start..<start))
                if let parent = open.last { addChild(new, to: Int(parent)) }
                open.append(new)
            case .attribute:
                attributes.append((name(text), text.upperBound..<text.upperBound))
            case .value:
                guard let owner = open.last, !attributes.isEmpty else { break }
                attributes[attributes.count - 1].value = text
                let former = elements[Int(owner)].attributes
                elements[Int(owner)].attributes = former.lowerBound..<Int32(truncatingIfNeeded: attributes.count)
            case .text:
                if let owner = open.last { addText(text, to: Int(owner)) }
            case .end: _ = open.popLast()
            }
        }
    }

    private mutating func name(_ text: Range<Int>) -> Int32 {
        let slice = bytes[text]
        if let place = places[slice] { return place }
        let place = Int32(truncatingIfNeeded: names.count)
        let text = Array(slice)
        places[slice] = place
        names.append(Name(text: text, isList: lists.contains(text)))
        return place
    }

    private mutating func addChild(_ child: Int32, to parent: Int) {
        let last = elements[parent].children.last
        if last >= 0 { elements[Int(last)].next = child } else { elements[parent].children.first = child }
        elements[parent].children.last = child
    }

    private mutating func addText(_ text: Range<Int>, to owner: Int) {
        let new = Int32(truncatingIfNeeded: texts.count)
        texts.append((text, -1))
        let last = elements[owner].texts.last
        if last >= 0 { texts[Int(last)].next = new } else { elements[owner].texts.first = new }
        elements[owner].texts.last = new
    }

    /// Writes the document: an object with the root.
    mutating func write(to writer: inout JSONWriter) {
        writer.beginObject()
        if let root = elements.first {
            write(name: root.name, to: &writer)
            write(0, to: &writer)
        }
        writer.endObject()
    }

    /// Writes the content of an element; levels are bounded, so this may call itself.
    private mutating func write(_ index: Int, to writer: inout JSONWriter) {
        let element = elements[index]
        let text = text(of: element)
        guard !element.attributes.isEmpty || element.children.first >= 0 else {
            return text.isEmpty ? writer.writeNull() : writer.write(string: text)
        }
        writer.beginObject()
        for attribute in attributes[Int(element.attributes.lowerBound)..<Int(element.attributes.upperBound)] {
            // Two that only their prefixes tell apart: the first one counts.
            guard names[Int(attribute.name)].attributeOwner != Int32(truncatingIfNeeded: index) else { continue }
            names[Int(attribute.name)].attributeOwner = Int32(truncatingIfNeeded: index)
            writer.write(name: "@" + String(decoding: names[Int(attribute.name)].text, as: UTF8.self))
            writer.write(string: String(decoding: bytes[attribute.value], as: UTF8.self))
        }
        let heads = linkAlike(index)
        var child = element.children.first
        while child >= 0 {
            let next = elements[Int(child)].next
            if heads.contains(child) { writeAlike(child, to: &writer) }
            child = next
        }
        if !text.isEmpty {
            writer.write(name: "#text")
            writer.write(string: text)
        }
        writer.endObject()
    }

    /// Chains the children of an element that have one name; returns the first of each chain.
    private mutating func linkAlike(_ index: Int) -> Set<Int32> {
        var heads: Set<Int32> = []
        var child = elements[index].children.first
        while child >= 0 {
            let name = Int(elements[Int(child)].name)
            if names[name].owner == Int32(truncatingIfNeeded: index) {
                elements[Int(names[name].lastAlike)].nextAlike = child
            } else {
                names[name].owner = Int32(truncatingIfNeeded: index)
                heads.insert(child)
            }
            names[name].lastAlike = child
            child = elements[Int(child)].next
        }
        return heads
    }

    private mutating func writeAlike(_ first: Int32, to writer: inout JSONWriter) {
        let name = elements[Int(first)].name
        write(name: name, to: &writer)
        guard elements[Int(first)].nextAlike >= 0 || names[Int(name)].isList else {
            return write(Int(first), to: &writer)
        }
        writer.beginArray()
        var place = first
        while place >= 0 {
            write(Int(place), to: &writer)
            place = elements[Int(place)].nextAlike
        }
        writer.endArray()
    }

    private func write(name: Int32, to writer: inout JSONWriter) {
        writer.write(name: String(decoding: names[Int(name)].text, as: UTF8.self))
    }

    /// The text of an element that is not in another one, without white space around it (XML 1.0, 2.3).
    private func text(of element: Element) -> String {
        var all: [UInt8] = []
        var place = element.texts.first
        while place >= 0 {
            all += bytes[texts[Int(place)].range]
            place = texts[Int(place)].next
        }
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
        var rest = all[...].drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(decoding: rest, as: UTF8.self)
    }
}
