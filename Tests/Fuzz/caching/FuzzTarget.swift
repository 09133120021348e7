import HTTPTypes
import TuttiCaching
import TuttiPolicies

/// Called by libFuzzer with each input: lines, each of which is a header of a response and of the request that it answers.
///
/// Any broken promise is a trap, which it reports with the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let fields = fields(bytes)
    checkDirectives(fields)
    checkResponse(fields, status: 200)
    checkResponse(fields, status: 404)
    checkInvalidation(fields)
    return 0
}

private let now: Int64 = 784_111_777_000

private func fields(_ bytes: [UInt8]) -> [HTTPField] {
    bytes.split(separator: 0x0A).compactMap { line in
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
            let name = HTTPField.Name(String(decoding: line[..<colon], as: UTF8.self))
        else { return nil }
        return HTTPField(name: name, value: String(decoding: line[(colon + 1)...], as: UTF8.self))
    }
}

private func checkDirectives(_ fields: [HTTPField]) {
    let values = fields.map(\.value)
    let list = DirectiveList(values)
    precondition(list.directives.count <= DirectiveList.most, "more directives than are read")
    precondition(list.directives.allSatisfy { !$0.name.isEmpty && $0.name == $0.name.lowercased() }, "a name is none")
    let read = ResponseDirectives(list)
    for seconds in [read.maxAge, read.sharedMaxAge, read.staleWhileRevalidate, read.staleIfError] {
        precondition(seconds.map { (0...DeltaSeconds.most).contains($0) } ?? true, "a time is out of bounds")
    }
    _ = RequestDirectives(cacheControl: values, pragma: values)
    if let members = StructuredDictionary.read(values) {
        precondition(Set(members.map(\.name)).count == members.count, "a name is there twice")
    }
    precondition((StructuredList.strings(values, most: 8) ?? []).count <= 8, "more strings than are read")
}

private func checkResponse(_ fields: [HTTPField], status: Int) {
    let moments = CacheMoments(requested: now - 500, received: now)
    let request = CacheRequest(method: .get, fields: fields)
    for obeys in [false, true] {
        let cache = HTTPCache(HTTPCacheRules(obeysClients: obeys, staleIfError: 60))
        guard let stored = cache.store(request, status: status, fields: fields, moments: moments) else { continue }
        precondition(!forbids(fields), "what must not be stored is stored")
        precondition(stored.matches(request), "a response is not the one to its own request")
        precondition(stored.age(at: now + 1_000) > stored.initialAge, "a response doesn't get older")
        for later in [now, now + 61_000, now + 1 << 40] {
            let verdict = cache.lookUp(request, stored: stored, now: later)
            if case .fresh = verdict, !obeys {
                precondition(stored.freshness(at: later) > 0 && !stored.needsValidation, "a stale response is fresh")
            }
            let selection = StoredSelection(of: stored, for: request, length: 10, now: later)
            if let range = selection.range {
                precondition(range.lowerBound >= 0 && range.upperBound <= 10, "a range is not in the content")
            }
        }
        if case .updated(let updated) = cache.update(stored, by: fields, for: request, moments: moments) {
            precondition(updated.status == stored.status, "a validation changes the status")
        }
    }
}

/// Whether the plainest of all ways to say it are there.
private func forbids(_ fields: [HTTPField]) -> Bool {
    guard !fields.contains(where: { $0.name == .cdnCacheControl }) else { return false }
    return fields.contains {
        $0.name == .cacheControl && ["no-store", "private"].contains($0.value) || $0.name == .vary && $0.value == "*"
            || $0.name == .setCookie && !fields.contains { $0.name == .cacheControl || $0.name == .connection }
    }
}

private func checkInvalidation(_ fields: [HTTPField]) {
    let invalid = CacheInvalidation(
        method: .post, target: "/a/b?c", authorities: ["shop.example"], status: 200, fields: fields)
    for target in invalid?.targets ?? [] {
        precondition(target.utf8.first == UInt8(ascii: "/"), "a target is no path")
        let path = target.split(separator: "?", omittingEmptySubsequences: false)[0]
        precondition(!path.split(separator: "/").contains { $0 == "." || $0 == ".." }, "a target has dots")
    }
}
