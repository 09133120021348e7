internal import TuttiJSON
internal import TuttiPatterns

/// Makes a program of a schema.
///
/// Each schema gets its place in the program when it is first referred to, and waits to be compiled; so no reference goes down the
/// stack, however long a chain of them is.
struct SchemaCompiler {
    let checksFormats: Bool
    var lists = SchemaProgram.Lists()
    var resources = SchemaResources()
    private(set) var mistakes: [SchemaMistake] = []

    private var places: [SchemaLocation.Key: Int] = [:]
    private var waiting: [SchemaLocation] = []
    private var paths: [SchemaLocation.Key] = []
    private var patternPlaces: [JSONName: Int] = [:]

    private static let mostMistakes = 20

    init(_ source: JSONValue, checksFormats: Bool) {
        self.checksFormats = checksFormats
        resources.add(source, uri: "", document: 0)
    }

    /// The lists of the program; of use if there are no mistakes but warnings.
    mutating func run() -> SchemaProgram.Lists {
        for mistake in resources.mistakes { note(mistake) }
        var root = resources.root(0)
        // With an `$id`, it begins a resource of that name.
        root.resource = resources.resource(at: root.key) ?? 0
        _ = place(of: root)
        compileWaiting()
        if !lists.dynamicReferences.isEmpty {
            // Any of them may turn out to be the outermost one; what they refer to may bring others in.
            var resource = 0
            while resource < resources.count {
                var anchors: [String: Int] = [:]
                for (name, location) in resources.dynamicAnchors(of: resource) { anchors[name] = place(of: location) }
                lists.dynamicAnchors.append(anchors)
                compileWaiting()
                resource += 1
            }
        }
        findLoops()
        return lists
    }

    private mutating func compileWaiting() {
        while let location = waiting.popLast() { compile(location) }
    }

    /// The place of a schema in the program; it is compiled later, if it has not been yet.
    mutating func place(of location: SchemaLocation) -> Int {
        if let place = places[location.key] { return place }
        let place = lists.nodes.count
        places[location.key] = place
        paths.append(location.key)
        lists.nodes.append(SchemaProgram.Node(resource: location.resource))
        waiting.append(location)
        return place
    }

    /// The place of a schema within another one.
    mutating func place(of value: JSONValue, at path: [String], in parent: SchemaLocation) -> Int {
        let key = SchemaLocation.Key(document: parent.key.document, path: parent.key.path + path)
        return place(
            of: SchemaLocation(key: key, value: value, resource: resources.resource(at: key) ?? parent.resource))
    }

    /// The place of a pattern in the program; nil where it is none, which is noted.
    mutating func pattern(_ source: String, at path: [String], in location: SchemaLocation) -> Int? {
        if let place = patternPlaces[JSONName(source)] { return place }
        do {
            lists.patterns.append(try Pattern(source))
        } catch {
            mistake(
                location, path, "the pattern can't be used: \(error.message)", help: "patterns are those of JavaScript")
            return nil
        }
        patternPlaces[JSONName(source)] = lists.patterns.count - 1
        return lists.patterns.count - 1
    }

    mutating func mistake(_ location: SchemaLocation, _ path: [String], _ message: String, help: String? = nil) {
        guard location.key.document == 0 else { return }
        note(SchemaMistake(location.key.path + path, message, help: help))
    }

    mutating func warning(_ location: SchemaLocation, _ path: [String], _ message: String, help: String? = nil) {
        guard location.key.document == 0 else { return }
        note(SchemaMistake(location.key.path + path, message, help: help, isWarning: true))
    }

    private mutating func note(_ mistake: SchemaMistake) {
        if mistakes.count < Self.mostMistakes || (!mistake.isWarning && mistakes.allSatisfy(\.isWarning)) {
            mistakes.append(mistake)
        }
    }

    private mutating func compile(_ location: SchemaLocation) {
        guard let place = places[location.key] else { return }
        var rules: [SchemaRule] = []
        switch location.value.kind {
        case .bool: if location.value.bool == false { rules = [.nothing] }
        case .object: rules = rulesOfKeywords(location, place)
        case .null, .number, .string, .array:
            mistake(
                location, [], "a schema is an object or a boolean, and not \(location.value.kind.indefinite)",
                help: "true allows everything, false nothing")
        }
        // Stable: of equal rank, as they were written.
        rules = rules.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map(\.element)
        lists.nodes[place].rules = lists.rules.count..<lists.rules.count + rules.count
        lists.rules += rules
        if rules.count == 1, case .reference(let target) = rules[0] { lists.nodes[place].alias = target }
        for rule in rules {
            if case .types(let types) = rule { lists.nodes[place].types = types }
            if rule.isUnevaluated { lists.nodes[place].hasUnevaluated = true }
        }
    }
}

extension SchemaCompiler {
    /// Finds schemas that come back to themselves for the same value, which would never end.
    private mutating func findLoops() {
        enum State { case new, open, closed }
        var states = [State](repeating: .new, count: lists.nodes.count)
        for start in lists.nodes.indices where states[start] == .new {
            var stack = [(node: start, next: inPlace(start))]
            states[start] = .open
            while let node = stack.last?.node {
                guard let target = stack[stack.count - 1].next.popLast() else {
                    states[node] = .closed
                    stack.removeLast()
                    continue
                }
                switch states[target] {
                case .closed: continue
                case .open:
                    guard paths[node].document == 0 else { continue }
                    note(
                        SchemaMistake(
                            paths[node].path, "the schema comes back to itself for the same value, and would never end",
                            help: "a schema may refer to itself within properties or items"))
                    return
                case .new:
                    states[target] = .open
                    stack.append((target, inPlace(target)))
                }
            }
        }
    }

    /// The schemas that a schema asks of the same value.
    private func inPlace(_ node: Int) -> [Int] {
        var targets: [Int] = []
        for rule in lists.rules[lists.nodes[node].rules] {
            switch rule {
            case .all(let index), .any(let index), .one(let index): targets += lists.alternatives[index]
            case .not(let schema), .reference(let schema): targets.append(schema)
            case .condition(let index):
                let condition = lists.conditions[index]
                targets += [condition.test] + [condition.then, condition.otherwise].compactMap { $0 }
            case .dynamicReference(let index): targets.append(lists.dynamicReferences[index].target)
            case .members(let index): targets += lists.members[index].dependentSchemas.map(\.schema)
            default: break
            }
        }
        return targets
    }
}
