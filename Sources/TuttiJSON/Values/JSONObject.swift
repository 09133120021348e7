/// A JSON object that was built, not read: its members are in the order in which their names were first set.
package struct JSONObject: Sendable {
    /// The members in order, each name once.
    package private(set) var members: [(name: String, value: JSONValue)]

    /// Where each name is, once there are more than `scanned` members.
    private var places: [JSONText.Key: Int]?

    /// Up to this many members are looked through one by one, which is cheaper than hashing the name.
    private static let scanned = 16

    /// An object without members.
    package init() {
        members = []
    }

    /// An object of the given members; a repeated name keeps its first place and its last value.
    package init(_ members: [(name: String, value: JSONValue)]) {
        self.init()
        for (name, value) in members { self[name] = value }
    }

    /// An object of members whose names are known to be distinct, which is not checked: the cheapest way to make one.
    package init(distinct members: [(name: String, value: JSONValue)]) {
        self.members = members
        if members.count > Self.scanned { indexNames() }
    }

    /// How many members there are.
    package var count: Int { members.count }

    /// Makes room for so many members.
    package mutating func reserveCapacity(_ count: Int) {
        members.reserveCapacity(count)
    }

    /// The value of a member; nil if there is none of that name.
    ///
    /// Setting replaces in place or appends; setting nil removes. Names are compared by code points.
    package subscript(_ name: String) -> JSONValue? {
        get {
            place(of: name).map { members[$0].value }
        }
        set {
            switch (place(of: name), newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil):
                members.remove(at: place)
                places = nil
                if members.count > Self.scanned { indexNames() }
            case (nil, let value?):
                members.append((name, value))
                if places != nil {
                    places?[JSONText.Key(text: name)] = members.count - 1
                } else if members.count > Self.scanned {
                    indexNames()
                }
            case (nil, nil): break
            }
        }
    }

    /// The value of a member by a name encoded before.
    package subscript(_ name: JSONName) -> JSONValue? {
        self[name.text]
    }

    /// Adds a member, unless there is one of that name already.
    ///
    /// - Returns: whether it was added. Looks the name up once, where the subscript does so twice.
    @discardableResult
    package mutating func insert(_ name: String, _ value: JSONValue) -> Bool {
        guard members.count >= Self.scanned else {
            guard place(of: name) == nil else { return false }
            members.append((name, value))
            return true
        }
        if places == nil { indexNames() }
        let key = JSONText.Key(text: name)
        if let earlier = places?.updateValue(members.count, forKey: key) {
            places?[key] = earlier
            return false
        }
        members.append((name, value))
        return true
    }

    /// Replaces the value at a place among ``members``; does nothing out of range.
    package mutating func replaceValue(at place: Int, with value: JSONValue) {
        guard members.indices.contains(place) else { return }
        members[place].value = value
    }

    /// An object with the same names, and with `values` in the order of the members; a member beyond them keeps its value.
    package func replacingValues(with values: [JSONValue]) -> JSONObject {
        var filled: [(name: String, value: JSONValue)] = []
        filled.reserveCapacity(members.count)
        for place in members.indices {
            filled.append((members[place].name, place < values.count ? values[place] : members[place].value))
        }
        var result = JSONObject()
        result.members = filled
        result.places = places
        return result
    }

    /// The place of a member among ``members``; nil if there is none of that name.
    package func place(of name: String) -> Int? {
        if let places { return places[JSONText.Key(text: name)] }
        return members.firstIndex { JSONText.equal($0.name, name) }
    }

    private mutating func indexNames() {
        var places: [JSONText.Key: Int] = [:]
        places.reserveCapacity(max(members.count * 2, members.capacity))
        for (place, member) in members.enumerated() { places[JSONText.Key(text: member.name)] = place }
        self.places = places
    }
}

extension JSONObject: Equatable {
    /// Whether both have the same names with equal values, in any order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    /// The object that a value holds, or one built of the members of its node.
    init(made value: JSONValue) {
        if case .object(let object) = value {
            self = object
        } else {
            self.init(distinct: value.members)
        }
    }
}
