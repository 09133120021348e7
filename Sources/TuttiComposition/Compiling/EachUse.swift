/// Whether one call reads its value of `each`: in what it sends, or in its `select`.
final class EachUse {
    var isRead = false
}
