namespace Actors.Links;

/// <summary>What a frame is. The numbers are on the wire.</summary>
internal enum FrameKind : byte
{
    Hello = 1,
    Challenge = 2,
    Proof = 3,
    Welcome = 4,
    Refused = 5,

    Activation = 16,
    Barrier = 17,
    EndOfStream = 18,
    CountCredit = 19,

    Credit = 32,
    Gradient = 33,

    Ack = 48,
    Updated = 49,
    Heartbeat = 50,
    Goodbye = 51,
}
