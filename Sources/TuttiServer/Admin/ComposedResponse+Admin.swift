internal import HTTPTypes
internal import TuttiEngine
internal import TuttiJSON

/// The JSON responses of the admin listener.
extension ComposedResponse {
    /// A response that no cache stores.
    static func admin(status: Int, _ write: (inout JSONWriter) -> Void) -> ComposedResponse {
        var body = JSONWriter(reserving: 96)
        body.beginObject()
        write(&body)
        body.endObject()
        return ComposedResponse(
            status: status,
            headers: [
                HTTPField(name: .contentType, value: "application/json"),
                HTTPField(name: .cacheControl, value: "no-store"),
            ], body: body.bytes, calls: [])
    }

    /// The status of the gateway in a word, with a reason when it is not well.
    static func adminStatus(_ status: Int, _ name: String, _ reason: String?) -> ComposedResponse {
        admin(status: status) { body in
            body.write(name: "status")
            body.write(string: name)
            guard let reason else { return }
            body.write(name: "reason")
            body.write(string: reason)
        }
    }

    /// What became of a reload: 200 when the files are served, 422 when they have errors, 503 when the gateway is being
    /// stopped.
    ///
    /// Members: `status` (`applied`, `refused`, `draining`), `generation`, `endpoints`, `routes` and `services` when applied (each
    /// `total`, `new`, `changed`, `removed`), `takes-restart` (an array of sentences), `diagnostics`.
    static func reload(_ report: ReloadReport) -> ComposedResponse {
        let (status, name) =
            switch report.outcome {
            case .applied: (200, "applied")
            case .refused: (422, "refused")
            case .draining: (503, "draining")
            }
        return admin(status: status) { body in
            body.write(name: "status")
            body.write(string: name)
            body.write(name: "generation")
            body.write(report.generation)
            if case .applied(let changes) = report.outcome {
                for (kind, count) in [
                    ("endpoints", changes.endpoints), ("routes", changes.routes), ("services", changes.services),
                ] {
                    body.write(name: kind)
                    body.write(count)
                }
            }
            body.write(name: "takes-restart")
            body.beginArray()
            for note in report.takesRestart { body.write(string: note) }
            body.endArray()
            body.write(name: "diagnostics")
            body.writeRaw(Array(report.diagnostics.utf8))
        }
    }
}

extension JSONWriter {
    fileprivate mutating func write(_ count: PlanChanges.Count) {
        beginObject()
        for (name, number) in [
            ("total", count.total), ("new", count.new), ("changed", count.changed), ("removed", count.removed),
        ] {
            write(name: name)
            write(number)
        }
        endObject()
    }
}
