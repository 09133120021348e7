import HTTPTypes
import TuttiContentCoding
import TuttiPolicies

/// Called by libFuzzer with each input: it is the value of each header that is read, and a path.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let text = String(decoding: bytes, as: UTF8.self)
    checkAddresses(text)
    checkProxies(text)
    checkForwarding(text)
    checkOrigin(text)
    checkTags(text)
    checkRanges(text)
    checkCodings(text)
    checkPath(bytes)
    return 0
}

private func checkAddresses(_ text: String) {
    if let address = IPAddress(text) {
        precondition(IPAddress(address.description) == address, "an address is another one when it is written")
        precondition((try? IPNetwork(text))?.contains(address) == true, "an address is not in its own network")
    }
    do {
        _ = try IPNetwork(text)
    } catch .bitsBehindPrefix(let network) {
        precondition((try? IPNetwork(network)) != nil, "the network that is suggested is none")
    } catch {
        precondition(!error.message.isEmpty, "the mistake says nothing")
    }
    if let host = RequestHost(text[...]) {
        precondition(
            host.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"/@?#\"\\,;".utf8.contains($0) },
            "a host has other characters")
    }
}

private let peer = IPAddress(ipv4: 0x0A00_0001)
private let client = IPAddress(ipv4: 0x0102_0304)
private let networks = ["10.0.0.0/8", "2001:db8::/32"].compactMap { try? IPNetwork($0) }

/// What a client sends changes nothing about what a proxy appends to it, on the same line or on the next one.
private func checkProxies(_ text: String) {
    for headers in TrustedProxies.Headers.allCases {
        let proxies = TrustedProxies(networks, headers: headers)
        let (name, appended) = headers == .forwarded ? ("forwarded", "for=1.2.3.4") : ("x-forwarded-for", "1.2.3.4")
        for lines in [[text + ", " + appended], [text, appended], [text, appended + ",, "]] {
            let found = proxies.client(peer: peer) { $0 == name ? lines : [text] }
            precondition(found.address == client && found.proxies == [peer], "a client chose its own address")
        }
        let found = proxies.client(peer: peer) { _ in [text] }
        precondition(found.proxies.allSatisfy(proxies.contains), "one of the proxies is none")
        precondition(found.address == peer || found.proxies.last == peer, "the other side is not among the proxies")
        precondition(
            proxies.client(peer: client) { _ in [text] } == OriginalClient(address: client), "a client was believed")
    }
}

/// Whatever `Connection` says, the gateway's own headers are there once, and no other says who the client is.
private func checkForwarding(_ text: String) {
    var headers = ["connection", "x-forwarded-for", "forwarded", "te", "x_forwarded_host"].compactMap { name in
        HTTPField.Name(name).map { HTTPField(name: $0, value: text) }
    }
    ForwardingHeaders(sendsForwarded: true).rewrite(
        &headers, client: OriginalClient(address: client), scheme: .https, host: text, version: "1.1")
    let names = headers.map(\.name.canonicalName).filter { $0 != "te" }
    precondition(
        names == ["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "forwarded", "via"],
        "other headers are sent: \(names)")
    precondition(
        headers.first { $0.name.canonicalName == "x-forwarded-for" }?.value == "1.2.3.4", "another client is named")
}

private func checkOrigin(_ text: String) {
    let shop = try? CORSOrigin("https://shop.example.com")
    let desk = try? CORSOrigin("https://desk.example.com")
    guard let shop, let desk, let policy = try? CORSPolicy(origins: .these([shop, desk]), credentials: true) else {
        return
    }
    var headers: [HTTPField] = []
    policy.apply(to: &headers, origin: text)
    let isAllowed = text.utf8.elementsEqual(shop.text.utf8) || text.utf8.elementsEqual(desk.text.utf8)
    precondition(
        headers.contains { $0.name == .accessControlAllowOrigin } == isAllowed, "an origin was let in or shut out")
    do {
        let origin = try CORSOrigin(text)
        precondition(
            origin.text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !(0x41...0x5A).contains($0) },
            "a browser sends no such origin")
        precondition(
            origin.text.utf8.elementsEqual(text.utf8) && text.utf8.last != UInt8(ascii: "/"),
            "the origin is another one")
    } catch {
        precondition(!error.message.isEmpty, "the mistake says nothing")
    }
}

private func checkTags(_ text: String) {
    if let tag = EntityTag(text) {
        precondition(
            tag.text.utf8.elementsEqual(text.utf8) && EntityTag(tag.weakened.text) == tag.weakened,
            "a tag is another one")
    }
    guard case .tags(let tags)? = EntityTagCondition([text]) else { return }
    precondition(!tags.isEmpty, "a list without tags")
    let again = EntityTagCondition([tags.map(\.text).joined(separator: ", ")])
    precondition(again == .tags(tags), "a list is another one when it is written")
    for tag in tags {
        let conditions = Preconditions(method: .get) { $0 == "if-none-match" ? [text] : [] }
        precondition(conditions?.outcome(for: Validators(tag: tag)) == .notModified, "a tag of the list doesn't match")
    }
}

private func checkRanges(_ text: String) {
    for length in [0, 1, 1_000, Int.max] {
        for value in [text, "bytes=" + text] {
            guard case .parts(let parts) = ByteRanges([value], length: length) else { continue }
            precondition((1...ByteRanges.most).contains(parts.count), "too many parts")
            precondition(
                parts.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 && $0.upperBound <= length }, "a part is outside")
        }
    }
    let current = Validators(tag: EntityTag("\"a\""), lastModified: 0)
    _ = RangeCondition.holds([text], for: current, now: 1)
    _ = Preconditions(method: .put) { _ in [text] }?.outcome(for: current)
}

private func checkCodings(_ text: String) {
    let accepted = AcceptEncoding([text])
    precondition(accepted.choice(of: []) != .coding(.gzip), "what isn't offered was chosen")
    if case .coding(let coding) = accepted.choice(of: [.gzip]) {
        precondition(coding == .gzip, "what isn't offered was chosen")
    }
    var headers = ["content-type", "cache-control", "etag", "vary", "content-encoding"].compactMap { name in
        HTTPField.Name(name).map { HTTPField(name: $0, value: text) }
    }
    _ = CompressionRule().allows(status: 200, headers: headers, length: nil)
    CompressionRule.apply(to: &headers, coding: "br")
    precondition(headers.filter { $0.name == .contentEncoding }.map(\.value) == ["br"], "the coding isn't said")
}

/// A path has no way out of its folder.
private func checkPath(_ bytes: [UInt8]) {
    let segments = bytes.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false)
    guard let path = try? StaticFilePath(segments: segments) else { return }
    let parts = path.relative.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    precondition(
        path.relative.isEmpty
            || parts.allSatisfy {
                !$0.isEmpty && ($0.first != UInt8(ascii: ".") || $0.elementsEqual(".well-known".utf8))
            },
        "a path names a dot file")
    precondition(
        !path.relative.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") }, "a path has control characters")
    _ = FileType.of(path.relative)
}
