package import HTTPTypes
package import TuttiExpressions

/// A call whose response comes in pages, of which each says where the next one is: `pages`.
package struct PagesPlan: Sendable, Equatable {
    /// Where a page says something.
    package enum Source: Sendable, Equatable {
        /// In its body: in the expression `@` is the body, and `$` the document of the endpoint.
        case body(Expression)
        /// In a header.
        case header(HTTPField.Name)
    }

    /// What leads to the next page.
    package enum Next: Sendable, Equatable {
        /// A value that goes into this parameter of the query, percent-encoded already.
        case cursor(Source, parameter: String)
        /// A URL.
        case link(Source)
    }

    /// What leads from a page to the next one; null, false and empty text end the pages.
    package let next: Next
    /// Gives the items of a page, an array, in the same way; nil where the page is one.
    package let items: Expression?
    /// The most pages; at least 1.
    package let atMost: Int
    /// Whether the items that there are are the result when there are more pages, or one after the first failed.
    package let keepsIncomplete: Bool

    /// Pages of their parts.
    package init(next: Next, items: Expression?, atMost: Int, keepsIncomplete: Bool) {
        self.next = next
        self.items = items
        self.atMost = max(atMost, 1)
        self.keepsIncomplete = keepsIncomplete
    }

    /// Where a page says what leads to the next one.
    package var source: Source {
        switch next {
        case .cursor(let source, _), .link(let source): source
        }
    }

    /// The header that leads to the next page; nil where that is in the body.
    package var header: HTTPField.Name? {
        if case .header(let name) = source { name } else { nil }
    }

    /// Whether an expression reads the document of the endpoint.
    package var readsDocument: Bool {
        if case .body(let expression) = source, !expression.slots.isEmpty { return true }
        return items?.slots.isEmpty == false
    }
}
