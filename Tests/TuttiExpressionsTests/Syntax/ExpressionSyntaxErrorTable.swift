/// Texts that are not expressions, each with the place and the message below it.
///
/// The carets underline what the error is about; one past the end stands for the end itself. An error that is not of syntax has
/// its category before the message.
enum ExpressionSyntaxErrorTable {
    static let quotes = #"""
        'abc
        ^
        text in single quotes is not closed; put a `'` at its end

        "abc
        ^
        a name in double quotes is not closed; put a `"` at its end

        `[1, 2
        ^
        a JSON literal is not closed; put a backtick at its end

        `Hi ${a}`
        ^^^^^^^^^
        what is between backticks is JSON, and holds no `${`; text is put together by `join('', ['Hello ', user.name])`

        `abc`
        ^^^^^
        what is between backticks must be JSON, and `abc` isn't; text is written 'abc'

        `'abc'`
        ^^^^^^^
        what is between backticks must be JSON, and `'abc'` isn't; text is written 'abc', without backticks

        ``
        ^^
        between the backticks a JSON value is missing; empty text is written ''

        "a\q"
        ^^^^^
        a name in double quotes follows the rules of JSON strings, and this one doesn't; a backslash is `\\`

        user.name == ‘x’
                     ^
        `‘` has no meaning here; text stands in straight quotes: 'text'

        user.name == “x”
                     ^
        `“` has no meaning here; a name stands in straight quotes: "name"

        a "b"
          ^^^
        a name can't follow a value; a member is `."b"`, text is 'b'

        a 'b'
          ^^^
        a literal can't follow a value; an operator, `.` or `[` is expected

        naïve
          ^
        `ï` has no meaning here; a name with letters beyond a to z stands in double quotes: "ï"

        a#b
         ^
        `#` has no meaning here; a name with such signs stands in double quotes: "a#b"
        """#

    static let paths = #"""
        .a
        ^
        `.` stands where a value is expected; a path starts with a name: `a.b`; the whole value is `@`

        .[0]
        ^
        `.` stands where a value is expected; a path starts with a name: `a.b`; the whole value is `@`

        a.[0]
          ^
        a position or a slice follows a value without a dot: `a[0]`; behind a dot, brackets make a list

        a..b
          ^
        there are two dots; a name must stand between them

        a.
          ^
        a name is missing after the dot

        a.0
          ^
        a dot takes a name, not a number; an element is `[0]`, a member `."0"`

        a.'b'
          ^^^
        a dot takes a name, not a literal; a name with special signs is `."name"`

        a."b"(c)
          ^^^
        the name of a function stands without quotes: `b(…)`

        a.`1`
          ^^^
        a dot takes a name, not a literal; a name with special signs is `."name"`

        a.[]
          ^^
        brackets follow a value without a dot: `a[]`

        a.[?b]
          ^^
        brackets follow a value without a dot: `a[?…]`

        a.$b
          ^^
        a dot takes a name, not a variable; `lookup(object, $name)` reads a member by a value

        a.(b)
          ^
        `(` can't follow a dot; what is computed of each element stands behind `&`: `sum(map(&(quantity * price), lines))`

        sum(lines[].(quantity * price))
                    ^
        `(` can't follow a dot; what is computed of each element stands behind `&`: `sum(map(&(quantity * price), lines))`

        a b
          ^
        `b` can't follow a value; an operator, `.` or `[` is expected

        @(a)
         ^
        only the bare name of a function can stand before `(`
        """#

    static let brackets = #"""
        a[
          ^
        `[` is not closed; `]` is missing

        a[b]
          ^
        brackets behind a value take a position, a slice, `*` or `?`; a member is `.b`; a member whose name is a value is read by `lookup(a, b)`

        user.map[path.id]
                 ^^^^
        brackets behind a value take a position, a slice, `*` or `?`; a member whose name is a value is read by `lookup(user.map, path.id)`

        x || f[0].m[b.c]
                    ^
        brackets behind a value take a position, a slice, `*` or `?`; a member whose name is a value is read by `lookup(object, b.c)`

        a['b']
          ^^^
        brackets behind a value take a bare number, a slice, `*` or `?`; a member is `."b"`

        a["b"]
          ^^^
        brackets behind a value take a position, a slice, `*` or `?`; a member is `.b`, a list `.[b]`

        a[`1`]
          ^^^
        brackets behind a value take a bare number, a slice, `*` or `?`

        a[ ]
           ^
        flattening is written `[]`, without a space

        a[ ?b]
           ^
        a filter starts with `[?`, without a space

        a[0
           ^
        `[` is not closed; `]` is missing

        a[1:2:3:4]
               ^
        `:` stands where a `]` is expected, which closes the `[`

        a[1:b]
            ^
        `b` stands where a `]` is expected, which closes the `[`

        a[::0]
            ^
        [invalid-value] the step of a slice can't be 0

        a[99999999999999999999]
          ^^^^^^^^^^^^^^^^^^^^
        this number is too large for a position in an array

        a[?b = c]
             ^
        `=` stands where a `]` is expected, which closes the `[`; to compare, write `==`

        a[?b == `1`
                   ^
        `[` is not closed; `]` is missing

        a]
         ^
        `]` closes nothing

        [a, b
             ^
        `[` is not closed; `]` is missing

        [a,]
           ^
        `]` stands where a value is expected; remove the `,` before it

        [1]x
           ^
        `x` can't follow a value; an operator, `.` or `[` is expected

        [a, 1]
            ^
        the number 1 stands where a value is expected; a number is written `1` in backticks

        a{b: c}
         ^
        `{` can't follow a value directly; write `.{`

        {}
         ^
        `{}` needs at least one member; an empty object is written `{}` in backticks

        {a}
          ^
        `}` stands where a `:` and a value after the member's name is expected; write `{a: a}`

        {a: 1}
            ^
        the number 1 stands where a value is expected; a number is written `1` in backticks

        {'a': b}
         ^^^
        the name of a member stands bare or in double quotes: {name: …} or {"some name": …}

        {a: b,}
              ^
        `}` stands where the name of a member is expected; remove the `,` before it

        {a: b
             ^
        `{` is not closed; `}` is missing

        (a
          ^
        `(` is not closed; `)` is missing

        a)
         ^
        `)` closes nothing

        a.[1:2]
          ^
        a position or a slice follows a value without a dot: `a[0]`; behind a dot, brackets make a list
        """#

    static let operators = #"""
        a = b
          ^
        `=` compares nothing; write `==`

        a === b
          ^^^
        there is no `===`; write `==`

        a !== b
          ^^^
        there is no `!==`; write `!=`

        a ?: b
          ^^
        there is no `?:`; a value in place of null is `a || b`

        not a
        ^^^
        there is no `not`; write `!a`; "not in" is `!contains(list, a)`

        a in b
          ^^
        there is no `in`; write `contains(list, a)`

        a not in b
          ^^^
        there is no `not`; "not in" is `!contains(list, a)`, "not equal" `!=`

        (a and b)
           ^^^
        there is no `and`; write `&&`

        a[?b or c]
             ^^
        there is no `or`; write `||`

        a is null
          ^^
        there is no `is`; write `==`

        a if b else c
          ^^
        there is no `if`; write `condition ? value : other`

        if a then b
        ^^
        there is no `if`; write `condition ? value : other`

        a.map(x => x.id)
                ^^
        there is no `=>`: nobody writes functions here; what is made of each element follows a projection, `items[].id`, or stands behind `&`: `map(&id, items)`

        map(x -> x.id, a)
              ^^
        there is no `->`: nobody writes functions here; what is made of each element follows a projection, `items[].id`, or stands behind `&`: `map(&id, items)`

        {...a, b: c}
         ^^^
        there is no `...`; objects are put together by `merge(a, {b: c})`, arrays by `concat(a, [b])`

        [...a, b]
         ^^^
        there is no `...`; objects are put together by `merge(a, {b: c})`, arrays by `concat(a, [b])`

        merge(...a)
              ^^^
        there is no `...`; objects are put together by `merge(a, {b: c})`, arrays by `concat(a, [b])`

        {**a, b: c}
         ^
        `*` puts no object into another; objects are put together by `merge(a, {b: c})`, arrays by `concat(a, [b])`

        Hello ${a.b}
              ^^
        there is no `${` in expressions; text is put together by `join('', ['Hello ', user.name])`

        ${a.b}
        ^^
        there is no `${` in expressions; write what is in the braces alone; text is put together by `join('', ['Hello ', user.name])`

        {{ a.b }}
        ^^
        there is no `{{` in expressions; write what is in the braces alone; text is put together by `join('', ['Hello ', user.name])`

        {a.b}
          ^
        `.` stands where a `:` and a value after the member's name is expected; braces make an object, `{name: value}`; a value that is read stands without them

        a &&
            ^
        the end of the expression stands where a value is expected

        a || || b
             ^^
        `||` stands where a value is expected

        a ?? b
           ^
        `?` stands where a value is expected; a value in place of null is `a || b`

        a?.b
          ^
        `.` stands where a value is expected; a member of null is null: `a.b` is enough

        a <> b
           ^
        `>` stands where a value is expected; "not equal" is `!=`

        a & b
          ^
        `&` stands only before an argument of a function; "and" is `&&`

        &a
        ^
        `&` stands where a value is expected; `&` stands only before an argument of a function; "and" is `&&`

        a and b
          ^^^
        there is no `and`; write `&&`

        a or b
          ^^
        there is no `or`; write `||`

        a !b
          ^
        `!` can't follow a value; "not equal" is `!=`

        a ≥ b
          ^
        `≥` has no meaning here; write `>=`

        a == 1
             ^
        the number 1 stands where a value is expected; a number is written `1` in backticks

        a 1
          ^
        the number 1 can't stand here; in an expression it is written `1` in backticks

        a -1
          ^^
        the number -1 can't stand here; in an expression it is written `-1` in backticks

        a ? b
             ^
        the end of the expression stands where the `:` of `condition ? value : other` is expected; where there is no other value, write `: null`

        a: b
         ^
        `:` stands only in {name: value}, in a slice or after `?`; put braces around it

        a, b
         ^
        `,` stands only inside brackets; a list is [a, b]

        !
         ^
        the end of the expression stands where a value is expected

        foo[*]*
               ^
        the end of the expression stands where a value is expected
        """#

    static let calls = #"""
        lenght(a)
        ^^^^^^
        [unknown-function] there is no function `lenght`; did you mean `length`?

        total(a)
        ^^^^^
        [unknown-function] there is no function `total`; write `sum(a)`

        nonsense_function(a)
        ^^^^^^^^^^^^^^^^^
        [unknown-function] there is no function `nonsense_function`; there are abs, add_time, avg, camel_case, ceil, concat, contains, deep_merge, encode_uri, ends_with, entries, find_first, find_last, floor, format_number, format_time, from_items, group_by, index_by, items, join, keys, length, lookup, lower, map, max, max_by, merge, min, min_by, not_null, now, omit, pad_left, pad_right, parse_json, parse_time, pick, range, replace, reverse, round, snake_case, sort, sort_by, split, starts_with, sum, time_between, to_array, to_fixed, to_number, to_string, trim, trim_left, trim_right, type, upper, values, zip

        abs()
        ^^^
        [invalid-arity] `abs` takes 1 argument, here it is given 0; what is missing: a number

        round(a, `2`, 'half-down')
                      ^^^^^^^^^^^
        [invalid-type] argument 3 of `round` must be 'half-even' or 'half-up', not 'half-down'

        to_fixed(a)
        ^^^^^^^^
        [invalid-arity] `to_fixed` takes 2 to 3 arguments, here it is given 1; what is missing: a number

        to_fixed(a, `2`) + `1`
        ^^^^^^^^
        [not-a-number] `+` takes numbers, and this is a string; text is put together by `join('', [a, b])`

        `1e999999999` + `1`
                      ^
        [not-a-number] `+` takes and gives numbers of at most 1000 digits

        abs(a, b)
        ^^^
        [invalid-arity] `abs` takes 1 argument, here it is given 2

        split(a)
        ^^^^^
        [invalid-arity] `split` takes 2 to 3 arguments, here it is given 1; what is missing: a string

        merge()
        ^^^^^
        [invalid-arity] `merge` takes at least 1 argument, here it is given 0; what is missing: an object

        sort_by(a)
        ^^^^^^^
        [invalid-arity] `sort_by` takes 2 arguments, here it is given 1; what is missing: an expression behind `&`

        replace(a)
        ^^^^^^^
        [invalid-arity] `replace` takes 3 to 4 arguments, here it is given 1; what is missing: a string, then a string

        now(a, b)
        ^^^
        [invalid-arity] `now` takes 0 to 1 arguments, here it is given 2

        sort_by(a, 'id')
                   ^^^^
        [invalid-type] argument 2 of `sort_by` must be an expression, and it is a string; write `&id`

        concat('Hi ', user.name)
               ^^^^^
        [invalid-type] argument 1 of `concat` must be an array, and it is a string; text is put together by `join('', [a, b])`

        sort_by(a, b)
                   ^
        [invalid-type] argument 2 of `sort_by` must be an expression; write `&` before it

        abs(&a)
            ^
        [invalid-type] argument 1 of `abs` must be a number, and it is an expression behind `&`; leave the `&` out

        abs('x')
            ^^^
        [invalid-type] argument 1 of `abs` must be a number, and it is a string

        join(', ', `[1]`)
                   ^^^^^
        [invalid-type] argument 2 of `join` must be an array of strings, and an element of this is a number; make text of each: `map(&to_string(@), …)`

        substring(a, 0, 3)
        ^^^^^^^^^
        [unknown-function] there is no function `substring`; write `a[0:3]`: from one position up to another

        a.toUpperCase()
          ^^^^^^^^^^^
        [unknown-function] there is no function `toUpperCase`; write `upper(a)`

        a.filter(b => b.c)
          ^^^^^^
        [unknown-function] there is no function `filter`; write `a[?condition]`

        a.length()
          ^^^^^^
        [invalid-arity] `length` takes 1 argument, here it is given 0; the value before the dot is an argument too: `length(a)`

        a.join(', ')
          ^^^^
        [invalid-arity] `join` takes 2 arguments, here it is given 1; the value before the dot is an argument too: `join(a, b)`

        not(a)
        ^^^
        [unknown-function] there is no function `not`; write `!a`

        "abs"(a)
        ^^^^^
        the name of a function stands without quotes: `abs(…)`

        abs(a
             ^
        `(` is not closed; `)` is missing

        abs(a,)
              ^
        `)` stands where a value is expected; remove the `,` before it

        length (a b)
                  ^
        `b` stands where a `)` is expected, which closes the `(`

        sort_by(a, 'b')
                   ^^^
        [invalid-type] argument 2 of `sort_by` must be an expression, and it is a string; write `&b`

        map(a, b)
            ^
        [invalid-type] argument 1 of `map` must be an expression; write `&` before it
        """#

    static let types = #"""
        length(`5`)
               ^^^
        [invalid-type] argument 1 of `length` must be a string, an array or an object, and it is a number

        join(',', `1`)
                  ^^^
        [invalid-type] argument 2 of `join` must be an array of strings, and it is a number

        abs(to_string(a))
            ^^^^^^^^^
        [invalid-type] argument 1 of `abs` must be a number, and this is a string

        a[?abs(b == c)]
                 ^^
        [invalid-type] argument 1 of `abs` must be a number, and this is a boolean

        sum(keys(x))
            ^^^^
        [invalid-type] argument 1 of `sum` must be an array of numbers, and each element of this is a string; make a number of each: `map(&to_number(@), …)`

        join(',', [a, length(b)])
                      ^^^^^^
        [invalid-type] argument 2 of `join` must be an array of strings, and this element is a number; make text of each: `map(&to_string(@), …)`

        join(', ', length(a))
                   ^^^^^^
        [invalid-type] argument 2 of `join` must be an array of strings, and this is a number

        lower([a])
              ^
        [invalid-type] argument 1 of `lower` must be a string, and it is an array

        keys(a | [b])
               ^
        [invalid-type] argument 1 of `keys` must be an object, and this is an array

        sort_by(length(a), &b)
                ^^^^^^
        [invalid-type] argument 1 of `sort_by` must be an array, and this is a number

        lower(a ? length(b) : !c)
                ^
        [invalid-type] argument 1 of `lower` must be a string, and this is a number or a boolean

        sum(user.lines[].quantity * price)
                      ^^
        [not-a-number] `*` takes numbers, and this is an array or null; what is computed of each element stands behind `&`: `sum(map(&(quantity * price), lines))`

        tags || []
                ^^
        `[]` here flattens the value at hand, and is no empty array; an empty array is written `[]` in backticks, an empty object `{}` in backticks

        tags == []
                ^^
        `[]` here flattens the value at hand, and is no empty array; an empty array is written `[]` in backticks, an empty object `{}` in backticks

        [] != tags
        ^^
        `[]` here flattens the value at hand, and is no empty array; an empty array is written `[]` in backticks, an empty object `{}` in backticks

        'Hello ' + name
        ^^^^^^^^
        [not-a-number] `+` takes numbers, and this is a string; text is put together by `join('', [a, b])`

        a + b * [c]
                ^
        [not-a-number] `*` takes numbers, and this is an array

        -keys(a)
         ^^^^
        [not-a-number] `-` takes numbers, and this is an array

        a + (`1` / `0`)
                 ^
        [not-a-number] `/` by zero has no result

        a || pad_left('x', `-1`)
             ^^^^^^^^
        [invalid-value] argument 2 of `pad_left` must be at least 0, not -1

        let $a = `0` in `1` / $a
                            ^
        [not-a-number] `/` by zero has no result
        """#

    static let variables = #"""
        $a
        ^^
        [undefined-variable] no `let` binds `$a`; a member of the document is `$.a`

        let $a = b in $c
                      ^^
        [undefined-variable] no `let` binds `$c`; bound here: $a

        let $a = b
                  ^
        the end of the expression stands where `in` and the expression that uses the variables is expected

        let $a b in c
               ^
        `b` stands where `=` and a value after `$a` is expected

        let $a = b, c in d
                    ^
        `c` stands where a variable like `$name` is expected

        let $a = b, $c = $a in $c
                         ^^
        [undefined-variable] no `let` binds `$a`; a member of the document is `$.a`
        """#
}
