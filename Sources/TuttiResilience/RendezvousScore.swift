internal import Glibc

/// The score of a node for a key in rendezvous hashing with weights: the least wins, and each node has as many keys as its weight
/// (Schindelhauer and Schomaker, "Weighted Distributed Hash Tables", 2005).
package enum RendezvousScore {
    /// The score for the hash of key and node; the weight is at least 1.
    package static func of(_ hash: UInt64, weight: Int) -> Double {
        -log((Double(hash >> 11) + 1) / 0x1p53) / Double(max(weight, 1))
    }
}
