package import TuttiJSON

/// A value that an endpoint has under a name: one of its `let`.
package struct LetPlan: Sendable, Equatable {
    /// Its name, by which expressions read it.
    package let name: String
    /// The slot of the value in the endpoint's document.
    package let slot: Int
    /// How it is worked out.
    package let value: ValueTemplate
    /// The calls that it reads, itself or through others, by their indices.
    package let calls: [Int]
    /// The members of the response that show it.
    package let sections: [JSONPointer]

    /// A value of its parts.
    package init(name: String, slot: Int, value: ValueTemplate, calls: [Int], sections: [JSONPointer]) {
        self.name = name
        self.slot = slot
        self.value = value
        self.calls = calls
        self.sections = sections
    }
}
