import Testing
import TuttiComposition

/// What people write in expressions who mean something else, and what they are told.
@Suite struct MeantInExpressionsTests {
    @Test(
        arguments: [
            .warning(
                "never-equal", Sample.call("get: /x", "when: path.id == ▸`7`◂"),
                "this compares a string with a number: they are never equal", "text is written `'7'`"),
            .warning(
                "never-equal", Sample.call("get: /x", "when: \"▸`7`◂ != path.id\""),
                "this compares a number with a string: they always differ", "text is written `'7'`"),
            .warning(
                "never-equal", Sample.call("get: /x", "when: query.debug == ▸`true`◂"),
                "this compares a string with a boolean: they are never equal", "text is written `'true'`"),
            .warning(
                "never-equal", Sample.call("get: /x", "when: headers.\"x-n\" == ▸`1`◂"),
                "this compares a string with a number: they are never equal", "text is written `'1'`"),
            .warning(
                "never-equal", Sample.call("get: /x", "when: cookies.n == ▸`1`◂"),
                "this compares a string with a number: they are never equal", "text is written `'1'`"),
            .warning(
                "never-equal", Sample.response("[orders, \"length(user.items) == ▸'3'◂\"]"),
                "this compares a number with a string: they are never equal", "a number is written `` `3` ``"),
            .warning(
                "never-equal", Sample.response("[orders, user.a == user.b, \"length(user.items) ▸==◂ path.id\"]"),
                "this compares a number with a string: they are never equal",
                "make a number of the text, `to_number(…)`, or text of the number, `to_string(…)`"),
            .warning(
                "never-equal", Sample.response("[orders, \"!user.kind == ▸'guest'◂\"]"),
                "this compares a boolean with a string: they are never equal",
                "`!` stands before its part alone; write `!=`, or `!(…)`"),
            .warning(
                "never-equal", Sample.response("[orders, \"user.n == `1` || contains(['a', 'b'], ▸`1`◂)\"]"),
                "this is a number, and each element is a string: none is ever equal", "text is written `'1'`"),
            .warning(
                "never-equal", Sample.response("[user, orders, \"meta.user.status == ▸'200'◂\"]"),
                "this compares a number with a string: they are never equal", "a number is written `` `200` ``"),
            .error(
                "never-ordered",
                Sample.call("get: /x", "when: query.▸n◂ > `3`".replacing("query.▸n◂ > `3`", with: "query.n > ▸`3`◂")),
                "only numbers, and times of RFC 3339, are more or less than others, and this is a string: it is always null",
                "make a number of it: `to_number(…)`"),
            .warning(
                "always-null", Sample.response("[orders, \"sort_by(user.items, &y).▸{◂id: id, name: name}\"]"),
                "`id` is read of an array, which has no members: it is always null",
                "write `[]` before the dot, for each element: `[].{id: …}`"),
            .warning(
                "always-null", Sample.response("[orders, \"sort_by(user.items, &y).▸id◂\"]"),
                "`id` is read of an array, which has no members: it is always null", "write `[].id`, for each element"),
            .warning(
                "always-null", Sample.response("[orders, \"user.items[*].id | ▸name◂\"]"),
                "`name` is read of an array, which has no members: it is always null",
                "write `[].name`, for each element"),
            .warning(
                "always-null", Sample.response("[orders, \"keys(user).▸length◂\"]"),
                "`length` is read of an array, which has no members: it is always null", "write `length(…)`"),
            .warning(
                "always-null", Sample.response("[orders, user, path.id.▸name◂]"),
                "`name` is read of a string, which has no members: it is always null", nil),
            .warning(
                "always-null", Sample.response("[orders, user, \"path.id▸[◂0]\"]"),
                "`[0]` is an element of an array, and this is a string: it is always null",
                "a part of a text is `[0:1]`: from one position up to another"),
            .warning(
                "always-null", Sample.response("[orders, user, \"query.ids▸[]◂\"]"),
                "`[]` goes through an array, and this is a string: it is always null",
                "text is parted by `split(text, ',')`"),
            .warning(
                "always-null", Sample.response("[orders, \"{id: user.id, name: user.name}.▸nam◂\"]"),
                "there is no `nam` in this object: it is always null", "did you mean `name`?"),
            .warning(
                "always-fails", Sample.response("[orders, user, \"query.▸page◂ * `10`\"]"),
                "`*` takes numbers, and this is a string: it always fails", "make a number of it, `to_number(…)`"),
            .warning(
                "always-fails",
                Sample.response(
                    "[orders, user, \"path.▸id◂ + query_all.n[0]\"]".replacing("query_all.n[0]", with: "user.n")),
                "`+` takes numbers, and this is a string: it always fails",
                "make a number of it, `to_number(…)`; text is put together by `join('', [a, b])`"),
            .warning(
                "always-fails", Sample.response("[orders, user, \"sum(query_all.▸n◂)\"]"),
                "argument 1 of `sum` must be an array of numbers, and each element of this is a string",
                "make a number of each: `map(&to_number(@), …)`"),
            .warning(
                "always-fails", Sample.response("[orders, user, \"join(',', query.▸ids◂)\"]"),
                "argument 2 of `join` must be an array of strings, and this is a string: it always fails",
                "text is parted by `split(text, ',')`"),
            .warning(
                "value-as-name", Sample.response("[orders, \"user.items[?open == ▸true◂]\"]"),
                "`true` is the member of that name here, and not a value", "the value is written `` `true` ``"),
            .warning(
                "value-as-name", Sample.call("get: /x", "select: \"items[?sold != ▸false◂]\""),
                "`false` is the member of that name here, and not a value", "the value is written `` `false` ``"),
            .warning(
                "own-name", Sample.call("get: /x", "select: ▸user◂.items"),
                "`user` is a member of the response here, and not the call",
                "the response's members are read by their names: `items`; a member `user` is `@.user.items`"),
            .warning(
                "own-name", Sample.call("get: /x", "select: \"{n: ▸user◂.name}\""),
                "`user` is a member of the response here, and not the call",
                "the response's members are read by their names: `name`; a member `user` is `@.user.name`"),
            .warning(
                "sent-as-text", Sample.response("[orders, user, \"▸'Hello {user.name}'◂\"]"),
                "text in quotes has no placeholders: `{user.name}` stays as it is",
                "text is put together by `join('', ['Hello ', user.name])`"),
            .warning(
                "sent-as-text", Sample.response("[orders, user, \"▸'Hello ${user.name}'◂\"]"),
                "text in quotes has no placeholders: `{user.name}` stays as it is",
                "text is put together by `join('', ['Hello ', user.name])`"),
            .error(
                "unknown-name", Sample.response("[orders, user.ok == ▸true◂]"), "there is nothing called `true`",
                "in expressions the value is written in backticks: `` `true` ``"),
            .error(
                "unknown-name", Sample.response("[orders, user.ok != ▸false◂]"), "there is nothing called `false`",
                "in expressions the value is written in backticks: `` `false` ``"),
            .error(
                "unknown-name",
                Sample.response("[orders, user, ▸\"true\"◂]".replacing("▸\"true\"◂", with: "\"▸true◂\"")),
                "there is nothing called `true`",
                "the value stands without quotes here: `true`; text is written `'true'`"),
            .error(
                "unknown-name", Sample.response("[orders, user.ok == ▸None◂]"), "there is nothing called `None`",
                "write `null`"),
            .error(
                "unknown-name", Sample.response("[orders, user, ▸request◂.path.id]"),
                "there is nothing called `request`",
                "of the client's request there are `path`, `query`, `headers`, `cookies` and `body`"),
            .error(
                "unknown-name", Sample.response("[orders, user, ▸application◂/json]"),
                "there is nothing called `application`",
                "there are `user`, `orders`, `path`, `query`, `query_all`, `headers`, `cookies`, `body`, `client`, `env`, `meta`; text is written `'application/json'`"
            ),
            .error(
                "invalid-expression", Sample.response("[orders, \"Hello ▸${◂user.name}\"]"),
                "there is no `${` in expressions",
                "text is put together by `join('', ['Hello ', user.name])`"),
            .error(
                "invalid-expression", Sample.response("[orders, user, ▸Hello there◂]"),
                "a value is an expression, and this is none",
                "text stands in single quotes: `\"'Hello there'\"`"),
            .error(
                "invalid-expression", Sample.response("[orders, user, ▸Don't panic◂]"),
                "a value is an expression, and this is none",
                "text stands in single quotes: `\"'Don\\\\'t panic'\"`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"▸not◂ user.ok\"]"), "there is no `not`",
                "write `!a`; \"not in\" is `!contains(list, a)`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"user.a ▸in◂ user.b\"]"), "there is no `in`",
                "write `contains(list, a)`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"user.items.map(x ▸=>◂ x.id)\"]"),
                "there is no `=>`: nobody writes functions here",
                "what is made of each element follows a projection, `items[].id`, or stands behind `&`: `map(&id, items)`"
            ),
            .error(
                "invalid-expression", Sample.response("[orders, \"user.a ▸===◂ user.b\"]"), "there is no `===`",
                "write `==`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"user.a ▸!==◂ user.b\"]"), "there is no `!==`",
                "write `!=`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"user.a ▸and◂ user.b\"]"), "there is no `and`",
                "write `&&`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"(user.a ▸or◂ user.b)\"]"), "there is no `or`",
                "write `||`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"{▸...◂user, b: a}\"]"), "there is no `...`",
                "objects are put together by `merge(a, {b: c})`, arrays by `concat(a, [b])`"),
            .error(
                "invalid-expression", Sample.response("[orders, \"▸substring◂(user.name, 0, 3)\"]"),
                "there is no function `substring`", "write `a[0:3]`: from one position up to another"),
            .error(
                "invalid-expression", Sample.response("[orders, user.name.▸toUpperCase◂()]"),
                "there is no function `toUpperCase`", "write `upper(a)`"),
            .error(
                "invalid-expression",
                Sample.response(
                    "{ o: orders, a: merge▸(◂user, orders) }".replacing("▸(◂", with: "(").replacing(
                        "(user,", with: "(user▸,◂")),
                "YAML ends the value at the `,`, and then `(` is not closed",
                "put the whole expression in double quotes"),
            .error(
                "invalid-expression", Sample.response("[orders, user, \"join(',', [▸`3`◂, `1`])\"]"),
                "argument 2 of `join` must be an array of strings, and this element is a number",
                "make text of each: `map(&to_string(@), …)`"),
            .error(
                "invalid-expression", Sample.response("[orders, user, \"join(',', ▸`[3, 1]`◂)\"]"),
                "argument 2 of `join` must be an array of strings, and an element of this is a number",
                "make text of each: `map(&to_string(@), …)`"),
        ] as [MeantRow])
    func isSaidAtItsPlace(_ row: MeantRow) { row.check() }

    /// What looks like one of these, and is right.
    @Test(arguments: [
        "path.id == '7'", "to_number(path.id) == `7`", "query.debug == 'true'", "query.x == null", "path.id != null",
        "length(user.items) == `3`", "to_number(query.n) > `3`", "user.n > `3`", "user.a == user.b", "user.a == `7`",
        "user.items[0] == 'x'", "max(user.items) == 'x'", "meta.user.status == `200`", "meta.user.outcome == 'ok'",
        "meta.user.reason == 'timeout'", "user.items == `[]`", "(user.items || `[]`) == `[]`", "!user.a",
        "!(user.a == 'x')",
        "sort_by(user.items, &y)[].{id: id}", "sort_by(user.items, &y)[0].id", "sort_by(user.items, &y) | [0].id",
        "user.items[].{id: id}", "user.items[*].id | [0]", "user.items[*].tags[0]", "user.items[].tags[].name",
        "sort(user.tags).length(@)", "sort(user.tags).{n: length(@), first: [0]}", "items(user)[*].{k: [0], v: [1]}",
        "zip(user.a, user.b)[*][0]", "index_by(user.items, &id).x.name", "group_by(user.items, &id).x[0].name",
        "values(index_by(user.items, &id))[].name", "map(&id, user.items)", "map(&{id: id}, user.items)[].id",
        "user.items[?ok == `true`]", "user.items[?\"true\" == `1`]", "user.true", "user.items[?missing == null]",
        "path.id[0:3]", "query_all.ids[0]", "query_all.ids[].{id: @}", "join(',', query_all.ids)",
        "sum(user.items[].n)",
        "contains(query_all.ids, path.id)", "contains(path.id, 'x')", "contains(user.items, `7`)",
        "contains(user.items[].id, '7')",
        "lookup(user, path.id).name", "merge(user, {a: path.id}).b", "{id: user.id}.id", "not_null(user.a, path.id).b",
        "(user || {name: 'x'}).id", "let $a = sort(user.tags) in $a[0]", "user.items[:3].name", "user.name[:3]",
        "'Hello {name}'", "'a {b} c'", "'{}'", "'{user}'", "join('', ['/users/', user.id])", "user.length",
        "body.items.length",
        "parse_json(user.text).a", "body.a == `1`", "env.REGION == 'eu'", "cookies.a || 'x'", "reverse(path.id)",
        "user | a.b",
        "to_array(user)[].name", "(path.id && user).name", "user.ok ? user : 'none'", "min_by(user.items, &n).name",
        "deep_merge(user, orders).x", "orders[?total > `3`].{id: id}", "user.items[?contains(tags, 'x')].id",
        "user.items[].{ok: a == b, n: to_string(n) == '3'}", "now() > user.since",
    ])
    func nothingIsSaidOfWhatIsRight(_ expression: String) {
        let yaml = expression.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        let result = Sample.load(
            "endpoint: GET /profile/{id}\ncalls:\n  user: { service: users, get: \"/users/{path.id}\" }\n"
                + "  orders: { service: orders, get: /orders }\nresponse: [user, orders, path.id, \"\(yaml)\"]\n",
            gateway: "env: [REGION]\n" + Sample.gateway, environment: ["REGION": "eu"])
        #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    }

    @Test(arguments: ["user", "user[].items", "@.user.items", "data.user.items", "{user: user}", "items", "$.path.id"])
    func aSelectMayReadAMemberOfTheCallsName(_ select: String) {
        let result = Sample.load(Sample.call("get: /x", "select: \"\(select)\""))
        #expect(result.diagnostics.isEmpty, "\(result.rendered)")
    }

    /// What a call can give decides what is read of it.
    @Test(
        arguments: [
            ("select: items[]", "user.name", "write `[].name`, for each element"),
            ("select: \"{id: id, name: name}\"", "user.nam", "did you mean `name`?"),
            ("into: text", "user.name", nil),
            ("otherwise: { name: \"'x'\" }", "user.id", ""), ("otherwise: []", "user.id", ""),
            ("select: items[]\n    otherwise: { name: \"'x'\" }", "user.name", ""),
            ("select: items[]\n    accept: [2xx, { 404: { name: \"'x'\" } }]", "user.name", ""),
        ] as [(String, String, String?)])
    func whatACallGivesIsKnown(lines: String, read: String, help: String?) {
        let result = Sample.load(
            "endpoint: GET /x\ncalls:\n  user:\n    service: users\n    get: /x\n    \(lines)\nresponse: \(read)\n")
        if help == "" {
            #expect(result.diagnostics.isEmpty, "\(result.rendered)")
        } else {
            #expect(result.diagnostics.map(\.code) == [.alwaysNull], "\(result.rendered)")
            #expect(result.diagnostics.first?.help == help)
        }
    }
}
