package import TuttiJSON

/// What is known of a value before there is one: its kinds, its elements, its members.
///
/// It may say less than the truth, never more: what it excludes can't be, and a member that it calls certain is there.
///
/// | expression | what is known |
/// |---|---|
/// | `user.name` | nothing |
/// | `user != null` | a boolean |
/// | `{id: user.id}` | an object with the member `id`, and no other |
/// | `orders[].{id: id}` | null, or an array of objects with the member `id`, and no other |
/// | `user ? {a: user.a} : {b: user.b}` | an object that may have `a` and `b`, and no other |
/// | ``a || `[]` `` | anything but null |
package struct ValueShape: Sendable {
    /// What the value can be.
    package private(set) var kinds: PossibleKinds
    /// What each element is where it is an array; empty where nothing is known of them.
    private var knownElements: [ValueShape] = []
    /// The members that are known by name where it is an object, in order.
    package private(set) var members: [Member] = []
    /// What every other member is: nil where there is none, empty where nothing is known of them.
    private var otherMembers: [ValueShape]? = []
    /// Whether somebody has declared ``members`` as those that there are: a name near to one of them is most likely mistyped.
    package private(set) var namesAreDeclared = false
    /// How many shapes it is made of, itself included.
    private var size = 1

    /// A member that is known by name.
    package struct Member: Sendable {
        /// Its name.
        package let name: String
        /// What it is where it is there.
        package fileprivate(set) var shape: ValueShape
        /// Whether each object has it.
        package fileprivate(set) var isCertain: Bool
    }

    /// A value of some kinds, of which nothing else is known.
    package init(_ kinds: PossibleKinds) {
        self.kinds = kinds
    }

    /// Anything.
    package static let any = ValueShape(.any)
    /// Null.
    package static let null = ValueShape(.null)

    /// An array.
    package static func array(of elements: ValueShape) -> ValueShape {
        var shape = ValueShape(.array)
        shape.knownElements = [elements]
        shape.measure()
        return shape
    }

    /// An object with these members; of two with the same name the last one counts.
    ///
    /// - Parameters:
    ///   - members: names, and what each is.
    ///   - areCertain: whether each object has all of them.
    ///   - isClosed: whether there are no others.
    /// - Returns: the shape.
    package static func object(
        _ members: [(name: String, shape: ValueShape)], areCertain: Bool = true, isClosed: Bool = true
    ) -> ValueShape {
        var shape = ValueShape(.object)
        var places: [JSONName: Int] = [:]
        for (name, member) in members {
            let member = Member(name: name, shape: member, isCertain: areCertain)
            if let place = places[JSONName(name)] {
                shape.members[place] = member
            } else {
                places[JSONName(name)] = shape.members.count
                shape.members.append(member)
            }
        }
        shape.otherMembers = isClosed ? nil : []
        shape.measure()
        return shape
    }

    /// An object with members of which each says for itself whether every object has it.
    ///
    /// - Parameters:
    ///   - members: distinct names, and what each is where it is there.
    ///   - isClosed: whether there are no others.
    ///   - namesAreDeclared: whether these are all that somebody means there to be.
    /// - Returns: the shape.
    package static func object(
        _ members: [(name: String, shape: ValueShape, isCertain: Bool)], isClosed: Bool, namesAreDeclared: Bool
    ) -> ValueShape {
        var shape = object(members.map { ($0.name, $0.shape) }, isClosed: isClosed)
        let certain = Set(members.filter(\.isCertain).map { JSONName($0.name) })
        for place in shape.members.indices {
            shape.members[place].isCertain = certain.contains(JSONName(shape.members[place].name))
        }
        shape.namesAreDeclared = namesAreDeclared
        return shape
    }

    /// An object whose members are all like this, as far as they are there.
    package static func object(each member: ValueShape) -> ValueShape {
        var shape = ValueShape(.object)
        shape.otherMembers = [member]
        shape.measure()
        return shape
    }

    /// An object that has these members, which are declared, and others that are all like `others`, as far as they are there.
    package static func object(_ members: [(name: String, shape: ValueShape)], others: ValueShape) -> ValueShape {
        var shape = object(members, isClosed: false)
        shape.otherMembers = [others]
        shape.namesAreDeclared = true
        shape.measure()
        return shape
    }

    /// What each element is.
    package var elements: ValueShape { knownElements.first ?? .any }

    /// Whether all names of its members are known where it is an object.
    package var isClosed: Bool { otherMembers == nil }

    /// What a member is, where it is there, that is not known by name.
    package var others: ValueShape {
        guard let otherMembers else { return ValueShape([]) }
        return otherMembers.first ?? .any
    }

    /// What reading a member of an object gives: null where it isn't there.
    package func member(_ name: String) -> ValueShape {
        // By code points, as names are compared.
        guard let member = members.first(where: { $0.name.unicodeScalars.elementsEqual(name.unicodeScalars) }) else {
            return others.orNull
        }
        return member.isCertain ? member.shape : member.shape.orNull
    }

    /// Whether it can be null.
    package var canBeNull: Bool { kinds.contains(.null) }

    /// The same without null.
    package var withoutNull: ValueShape { without(.null) }

    /// The same where the value is none of these kinds.
    func without(_ kinds: PossibleKinds) -> ValueShape {
        var shape = self
        shape.kinds.subtract(kinds)
        return shape
    }

    /// The same, or null.
    package var orNull: ValueShape {
        var shape = self
        shape.kinds.insert(.null)
        return shape
    }

    /// One or the other.
    package func or(_ other: ValueShape) -> ValueShape {
        if kinds.isEmpty { return other }
        if other.kinds.isEmpty { return self }
        var shape = ValueShape(kinds.union(other.kinds))
        switch (kinds.contains(.array), other.kinds.contains(.array)) {
        case (true, true):
            if let left = knownElements.first, let right = other.knownElements.first {
                shape.knownElements = [left.or(right)]
            }
        case (true, false): shape.knownElements = knownElements
        case (false, _): shape.knownElements = other.knownElements
        }
        switch (kinds.contains(.object), other.kinds.contains(.object)) {
        case (true, true): shape.joinMembers(self, other)
        case (true, false): shape.takeMembers(of: self)
        case (false, _): shape.takeMembers(of: other)
        }
        shape.measure()
        return shape
    }

    private mutating func takeMembers(of other: ValueShape) {
        (members, otherMembers, namesAreDeclared) = (other.members, other.otherMembers, other.namesAreDeclared)
    }

    private mutating func joinMembers(_ left: ValueShape, _ right: ValueShape) {
        var rest: [JSONName: Member] = [:]
        for member in right.members { rest[JSONName(member.name)] = member }
        for var member in left.members {
            if let other = rest.removeValue(forKey: JSONName(member.name)) {
                member.shape = member.shape.or(other.shape)
                member.isCertain = member.isCertain && other.isCertain
            } else {
                member.shape = member.shape.or(right.others)
                member.isCertain = false
            }
            members.append(member)
        }
        for var member in right.members where rest[JSONName(member.name)] != nil {
            member.shape = member.shape.or(left.others)
            member.isCertain = false
            members.append(member)
        }
        namesAreDeclared = left.namesAreDeclared && right.namesAreDeclared
        otherMembers =
            switch (left.otherMembers, right.otherMembers) {
            case (nil, let rest), (let rest, nil): rest
            case (let one?, let other?): one.isEmpty || other.isEmpty ? [] : [left.others.or(right.others)]
            }
    }

    /// Of the parts of what is made of more shapes, nothing is known but their kinds: `{a: @, b: @} | {a: @, b: @} | …` doubles
    /// with each step.
    private static let sizeLimit = 2_000

    private mutating func measure() {
        func total() -> Int {
            members.reduce(1 + (knownElements.first?.size ?? 0) + (otherMembers?.first?.size ?? 0)) {
                $0 + $1.shape.size
            }
        }
        size = total()
        guard size > Self.sizeLimit else { return }
        for place in members.indices { members[place].shape = ValueShape(members[place].shape.kinds) }
        knownElements = knownElements.map { ValueShape($0.kinds) }
        otherMembers = otherMembers?.map { ValueShape($0.kinds) }
        size = total()
    }

    /// Whether the value is there and can't be of these kinds.
    func isNever(_ kinds: PossibleKinds) -> Bool {
        !self.kinds.subtracting(.null).isEmpty && self.kinds.isDisjoint(with: kinds)
    }

    /// What it is when it is not null.
    var described: String { kinds.subtracting(.null).described }
}

extension ValueShape {
    /// What a value that is there is.
    package init(of value: JSONValue) {
        switch value.kind {
        case .array: self = .array(of: value.elements.reduce(ValueShape([])) { $0.or(ValueShape(of: $1)) })
        case .object: self = .object(value.members.map { ($0.name, ValueShape(of: $0.value)) })
        case .null, .bool, .number, .string: self.init(PossibleKinds(value.kind))
        }
    }

    /// The members that a path of names can go on with, through arrays: nil where there may be others.
    package var nextMembers: [Member]? {
        var shape = self
        while shape.withoutNull.kinds == .array, !shape.elements.kinds.isEmpty { shape = shape.elements }
        guard shape.withoutNull.kinds == .object, shape.isClosed, !shape.members.isEmpty else { return nil }
        return shape.members
    }
}
