internal import TuttiCrypto
internal import TuttiJSON

/// The keys of a JWK Set (RFC 7517, 5), of one JWK, or of a text in PEM.
package struct JSONWebKeySet: Sendable {
    /// The bytes that a set may have.
    package static let longest = 1 << 20
    /// How many keys it may have.
    package static let most = 1000

    /// The keys that can be read, in their order.
    package let keys: [JSONWebKey]
    /// Those that are passed over: which one, counted from 0, its `kid`, and why.
    package let passedOver: [(index: Int, id: String?, why: JSONWebKeyDefect)]

    /// No keys at all.
    package static let none = JSONWebKeySet()

    private init() {
        keys = []
        passedOver = []
    }

    /// The keys in a file.
    ///
    /// - Throws: why it is no set.
    package init(_ bytes: [UInt8]) throws(JSONWebKeySetDefect) {
        guard bytes.count <= Self.longest else { throw .tooLong }
        if bytes.starts(with: "-----BEGIN ".utf8) {
            keys = [JSONWebKey(id: nil, material: .pem(bytes))]
            passedOver = []
            return
        }
        guard let document = try? JSONDocument(parsing: bytes), document.root.kind == .object else { throw .noJSON }
        let nodes: [JSONNode]
        if let list = document.root.member("keys") {
            guard list.kind == .array else { throw .noSet }
            guard list.count <= Self.most else { throw .tooMany(list.count) }
            nodes = Array(list.elements)
        } else if document.root.member("kty") != nil {
            nodes = [document.root]
        } else {
            throw .noSet
        }
        var keys: [JSONWebKey] = []
        var passedOver: [(Int, String?, JSONWebKeyDefect)] = []
        for (index, node) in nodes.enumerated() {
            do throws(JSONWebKeyDefect) {
                keys.append(try JSONWebKey(node, index: index))
            } catch {
                passedOver.append((index, node.member("kid")?.string, error))
            }
        }
        // Whoever publishes a secret has lost it, and whoever has both has confused them.
        let secrets = keys.filter { if case .secret = $0.material { true } else { false } }
        guard secrets.isEmpty || secrets.count == keys.count else { throw .mixed }
        self.keys = keys
        self.passedOver = passedOver
    }
}
