internal import HTTPTypes
internal import NIOCore
internal import TuttiPolicies

/// What stands under a repeated request's key: that it is being served, or what it came to.
///
/// | bytes | what |
/// |---|---|
/// | 1 | the version: 1. Values of any other are as good as none |
/// | 1 | 0: being served; 1: a response; 2: its status alone |
/// | 32 | the hash of what was asked |
/// | 16 | being served: which instance does it |
/// | 2, 2 | a response: status, and how many headers |
/// | 2, *n*, 4, *m* | each header: its name and its value, with their lengths |
/// | the rest | the body |
enum KeptValue: Equatable {
    case running(content: [UInt8], instance: [UInt8])
    case response(KeptResponse, content: [UInt8])

    private static let version: UInt8 = 1
    private static let digestLength = 32
    private static let nameLength = 16
    private static let mostHeaders = 1_000

    /// The bytes of a value; nil for a response that has no such form.
    var bytes: [UInt8]? {
        var buffer = ByteBuffer()
        buffer.writeInteger(Self.version)
        switch self {
        case .running(let content, let instance):
            buffer.writeInteger(0 as UInt8)
            buffer.writeBytes(content)
            buffer.writeBytes(instance)
        case .response(let response, let content):
            guard let status = UInt16(exactly: response.status), response.headers.count <= Self.mostHeaders else {
                return nil
            }
            buffer.writeInteger(response.isWhole ? 1 : 2 as UInt8)
            buffer.writeBytes(content)
            buffer.writeInteger(status)
            buffer.writeInteger(UInt16(response.headers.count))
            for header in response.headers {
                guard let name = UInt16(exactly: header.name.rawName.utf8.count),
                    let value = UInt32(exactly: header.value.utf8.count)
                else { return nil }
                buffer.writeInteger(name)
                buffer.writeString(header.name.rawName)
                buffer.writeInteger(value)
                buffer.writeString(header.value)
            }
            buffer.writeBytes(response.body)
        }
        return Array(buffer.readableBytesView)
    }

    /// Reads a value; nil for one that is damaged, or of another version.
    init?(_ bytes: ByteBuffer) {
        var buffer = bytes
        guard buffer.readInteger(as: UInt8.self) == Self.version, let kind = buffer.readInteger(as: UInt8.self),
            let content = buffer.readBytes(length: Self.digestLength)
        else { return nil }
        guard kind != 0 else {
            guard let instance = buffer.readBytes(length: Self.nameLength), buffer.readableBytes == 0 else {
                return nil
            }
            self = .running(content: content, instance: instance)
            return
        }
        guard kind <= 2, let status = buffer.readInteger(as: UInt16.self), (200...599).contains(status),
            let count = buffer.readInteger(as: UInt16.self), count <= Self.mostHeaders
        else { return nil }
        var headers: [HTTPField] = []
        for _ in 0..<count {
            guard let length = buffer.readInteger(as: UInt16.self), let text = buffer.readString(length: Int(length)),
                let name = HTTPField.Name(text), let size = buffer.readInteger(as: UInt32.self),
                let value = buffer.readString(length: Int(size))
            else { return nil }
            headers.append(HTTPField(name: name, value: value))
        }
        guard kind == 1 else {
            guard count == 0, buffer.readableBytes == 0 else { return nil }
            self = .response(KeptResponse(onlyStatus: Int(status)), content: content)
            return
        }
        self = .response(
            KeptResponse(status: Int(status), headers: headers, body: Array(buffer.readableBytesView)), content: content
        )
    }

    /// What was asked.
    var content: [UInt8] {
        switch self {
        case .running(let content, _), .response(_, let content): content
        }
    }
}
