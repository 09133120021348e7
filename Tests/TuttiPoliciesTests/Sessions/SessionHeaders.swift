import TuttiPolicies

/// The headers of a request of a browser.
struct SessionHeaders: ClientHeaders {
    var fields: [(name: String, value: String)] = []

    init(_ fields: (String, String)...) {
        self.fields = fields
    }

    func values(named name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    func forEach(_ visit: (_ name: String, _ value: String) -> Void) {
        for (name, value) in fields { visit(name, value) }
    }
}
