/// A doubly linked list whose nodes are the slots of an array.
///
/// Removing an element takes constant time. Free slots are used again, so the array has as many slots as the list had elements at
/// its longest. As long as an element is in the list, the number of its slot names it.
@usableFromInline
package struct LinkedSlots<Element> {
    @usableFromInline
    struct Slot {
        /// Nil in a free slot.
        @usableFromInline var element: Element?
        @usableFromInline var previous: Int?
        /// The slot of the next element; of a free slot, the next free one.
        @usableFromInline var next: Int?

        @inlinable
        init(element: Element?, previous: Int?, next: Int?) {
            (self.element, self.previous, self.next) = (element, previous, next)
        }
    }

    @usableFromInline var slots: [Slot] = []
    @usableFromInline var firstFree: Int?

    /// The slot of the first element; nil in an empty list.
    @usableFromInline package internal(set) var first: Int?
    /// The slot of the last element; nil in an empty list.
    @usableFromInline package internal(set) var last: Int?
    /// The number of elements.
    @usableFromInline package internal(set) var count = 0

    /// An empty list.
    @inlinable
    package init() {}

    /// The element in a slot; nil if the slot is free or doesn't exist, which can't be changed so.
    @inlinable package subscript(slot: Int) -> Element? {
        get { slots.indices.contains(slot) ? slots[slot].element : nil }
        set {
            guard let newValue, slots.indices.contains(slot), slots[slot].element != nil else { return }
            slots[slot].element = newValue
        }
    }

    /// Puts an element at the end; returns its slot.
    @inlinable
    package mutating func append(_ element: Element) -> Int {
        let slot = occupy(element)
        slots[slot].previous = last
        if let last { slots[last].next = slot } else { first = slot }
        last = slot
        return slot
    }

    /// Puts an element at the front; returns its slot.
    @inlinable
    package mutating func prepend(_ element: Element) -> Int {
        let slot = occupy(element)
        linkFirst(slot)
        return slot
    }

    /// Moves an element to the front; does nothing for a slot without one.
    @inlinable
    package mutating func moveToFront(_ slot: Int) {
        guard slots.indices.contains(slot), slots[slot].element != nil, first != slot else { return }
        unlink(slot)
        linkFirst(slot)
    }

    /// Takes an element out; nil for a slot without one.
    @inlinable @discardableResult
    package mutating func remove(_ slot: Int) -> Element? {
        guard slots.indices.contains(slot), let element = slots[slot].element else { return nil }
        unlink(slot)
        slots[slot] = Slot(element: nil, previous: nil, next: firstFree)
        firstFree = slot
        count -= 1
        return element
    }

    @inlinable
    mutating func occupy(_ element: Element) -> Int {
        count += 1
        let slot = Slot(element: element, previous: nil, next: nil)
        guard let free = firstFree else {
            slots.append(slot)
            return slots.count - 1
        }
        firstFree = slots[free].next
        slots[free] = slot
        return free
    }

    @inlinable
    mutating func linkFirst(_ slot: Int) {
        slots[slot].previous = nil
        slots[slot].next = first
        if let first { slots[first].previous = slot } else { last = slot }
        first = slot
    }

    @inlinable
    mutating func unlink(_ slot: Int) {
        let (previous, next) = (slots[slot].previous, slots[slot].next)
        if let previous { slots[previous].next = next } else { first = next }
        if let next { slots[next].previous = previous } else { last = previous }
    }
}

extension LinkedSlots: Sendable where Element: Sendable {}
extension LinkedSlots.Slot: Sendable where Element: Sendable {}
