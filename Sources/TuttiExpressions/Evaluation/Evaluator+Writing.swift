internal import TuttiJSON

/// Writes a result part by part while it is evaluated, instead of making the whole value and writing it afterwards.
///
/// It counts the same steps, levels and sizes as evaluating and measuring do, so an expression fails here if and only if it fails
/// there.
extension Evaluator {
    /// Writes the value of the whole tree, unless it is null.
    ///
    /// - Returns: whether it was written. What has been written before an error is thrown is for the caller to take back.
    mutating func run(
        _ root: SyntaxNode, _ current: JSONValue, mayGrow: Bool, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        self.mayGrow = mayGrow
        (whole, start) = (root.range, current)
        let isWritten = try write(root, current, to: &writer)
        if sizeLeft < 0 { try checkFit() }
        return isWritten
    }

    /// Writes the value of a part, unless it is null; returns whether it did.
    mutating func write(
        _ node: SyntaxNode, _ current: JSONValue, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        guard node.isWrittenByParts else { return try put(try evaluate(node, current), to: &writer) }
        try spend(1, at: node.range)
        try descend(at: node.range)
        defer { ascend() }
        switch node.shortcut.kind {
        case .object: return try writeObject(node, current, to: &writer)
        case .ofCurrent:
            guard let part = node.shortcut.part else { return false }
            try passCurrent(of: node)
            return try current.isNull ? false : write(part, current, to: &writer)
        default: return try writeForm(of: node, current, to: &writer)
        }
    }

    private mutating func writeForm(
        of node: SyntaxNode, _ current: JSONValue, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        switch node.form {
        case .nested(let left, let right):
            let value = try evaluate(left, current)
            return try value.isNull ? false : write(right, value, to: &writer)
        case .pipe(let left, let right): return try write(right, try evaluate(left, current), to: &writer)
        case .projection(let kind, let left, let element):
            let source = try evaluate(left, current)
            if kind == .slice, source.kind == .string { return try write(element, source, to: &writer) }
            guard source.kind == kind.source else { return false }
            guard !kind.keeps(element) else { return try put(try project(kind, source, element), to: &writer) }
            try beginArray(in: &writer)
            try project(kind, source, element, to: &writer)
            endArray(in: &writer)
        case .filter(let left, let condition, let element):
            let source = try evaluate(left, current)
            guard source.kind == .array else { return false }
            try beginArray(in: &writer)
            try filter(source, condition, element, to: &writer)
            endArray(in: &writer)
        case .list(let parts):
            try beginArray(in: &writer)
            for part in parts {
                try writeChild(part, current, to: &writer)
                try count(1)
            }
            endArray(in: &writer)
        default: return try put(try evaluateForm(of: node, current), to: &writer)
        }
        return true
    }

    private mutating func writeObject(
        _ node: SyntaxNode, _ current: JSONValue, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        if case .node(let source) = current, let pick = node.shortcut.pick,
            try writePick(pick, of: source, to: &writer)
        {
            return true
        }
        writer.beginObject()
        openContainers += 1
        try count(2)
        for member in node.shortcut.members {
            writer.write(encodedName: member.encodedName)
            try writeChild(member.value, current, to: &writer)
            heldText &+= member.name.utf8.count
            try count(member.name.utf8.count + 4)
        }
        openContainers -= 1
        writer.endObject()
        return true
    }

    /// Writes an object of parts of a node.
    ///
    /// Where that takes more than is left nothing is written and nothing paid, false is returned, and going on member by member
    /// meets the error where it is.
    @inline(__always)
    private mutating func writePick(
        _ pick: JSONPick, of source: JSONNode, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        guard pick.depth <= depthLeft else { return false }
        // Braces, names with their quotes, colons and commas.
        let frame = 2 &+ pick.nameBytes &+ 4 &* pick.count
        let most = JSONPick.Cost(
            looked: stepsLeft &- pick.steps, valueBytes: mustFit ? sizeLeft &- frame : .max)
        guard let cost = writer.write(pick, of: source, atMost: most) else { return false }
        stepsLeft &-= pick.steps &+ cost.looked
        heldText &+= pick.nameBytes
        try count(frame &+ cost.valueBytes)
        return true
    }

    /// Writes the value of an element or a member; null stays in its place.
    private mutating func writeChild(
        _ node: SyntaxNode, _ current: JSONValue, to writer: inout JSONWriter
    ) throws(EvaluationError) {
        guard try !write(node, current, to: &writer) else { return }
        writer.writeNull()
        try count(4)
    }

    /// Writes a value that has been made, unless it is null; returns whether it did.
    private mutating func put(_ value: JSONValue, to writer: inout JSONWriter) throws(EvaluationError) -> Bool {
        guard !value.isNull else { return false }
        if openContainers > 0 { hold(value) }
        // Before it is written: what was made of little can be too large for any memory.
        if sizeLeft >= 0 {
            var left = Self.left(of: sizeLeft, after: value)
            if left < 0, !isInputMeasured {
                allowMore()
                left = Self.left(of: sizeLeft, after: value)
            }
            sizeLeft = left
            try count(0)
        }
        writer.write(value)
        return true
    }

    private mutating func beginArray(in writer: inout JSONWriter) throws(EvaluationError) {
        writer.beginArray()
        openContainers += 1
        try count(2)
    }

    private mutating func endArray(in writer: inout JSONWriter) {
        openContainers -= 1
        writer.endArray()
    }

    /// Whether a result that is too large is an error already: once it is, it stays so.
    private var mustFit: Bool { mayGrow || holdsMuch }

    /// Counts bytes of the result, as measuring it would.
    @inline(__always)
    mutating func count(_ bytes: Int) throws(EvaluationError) {
        // What is in memory, for at most as many times as there are steps: far from overflow.
        sizeLeft &-= bytes
        if sizeLeft < 0 { try checkFit() }
    }

    /// More has been written than may be: an error where it must fit.
    @inline(never)
    private mutating func checkFit() throws(EvaluationError) {
        allowMore()
        if sizeLeft < 0, mustFit { throw tooLarge(sizeAllowed, at: whole) }
    }
}

extension SyntaxNode {
    /// Whether it makes an array or an object that need not be made, or hands a value to a part that may.
    fileprivate var isWrittenByParts: Bool {
        switch shortcut.kind {
        case .object, .ofCurrent: return true
        case .other: break
        default: return false
        }
        return switch form {
        case .nested, .pipe, .projection, .filter, .list: true
        default: false
        }
    }
}
