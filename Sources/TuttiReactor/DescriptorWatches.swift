/// Who watches which descriptor.
struct DescriptorWatches {
    /// Marks the tags of watches; those without it belong to the guest.
    private static let mark: UInt64 = 1 << 63

    private struct Entry {
        var observer: (any DescriptorObserver)?
        /// Another one for each owner of the number: an event that was queued for the last one must not reach the next.
        var generation: UInt32 = 0
    }

    /// By descriptor: the kernel gives out the smallest number that is free.
    private var entries: [Entry] = []

    /// Whether a tag is one of a watch.
    static func owns(_ tag: UInt64) -> Bool { tag & mark != 0 }

    /// All observers.
    var observers: [any DescriptorObserver] { entries.compactMap(\.observer) }

    /// Begins a watch; returns the tag to register it under, nil for what is no descriptor.
    mutating func add(_ descriptor: Int32, _ observer: any DescriptorObserver) -> UInt64? {
        guard descriptor >= 0 else { return nil }
        let index = Int(descriptor)
        if index >= entries.count {
            entries.append(contentsOf: repeatElement(Entry(), count: index + 1 - entries.count))
        }
        let generation = (entries[index].generation &+ 1) & 0x7FFF_FFFF
        entries[index] = Entry(observer: observer, generation: generation)
        return Self.tag(descriptor, generation)
    }

    /// Ends a watch; false when there is none.
    mutating func remove(_ descriptor: Int32) -> Bool {
        guard descriptor >= 0, Int(descriptor) < entries.count, entries[Int(descriptor)].observer != nil else {
            return false
        }
        entries[Int(descriptor)].observer = nil
        return true
    }

    /// The observer of an event; nil when its watch has ended since.
    func observer(tag: UInt64) -> (any DescriptorObserver)? {
        let index = Int(UInt32(truncatingIfNeeded: tag))
        guard index < entries.count else { return nil }
        let entry = entries[index]
        return Self.tag(Int32(truncatingIfNeeded: index), entry.generation) == tag ? entry.observer : nil
    }

    private static func tag(_ descriptor: Int32, _ generation: UInt32) -> UInt64 {
        mark | UInt64(generation) << 32 | UInt64(UInt32(bitPattern: descriptor))
    }
}
