namespace Actors.Links;

/// <summary>Element type of a frame's tensor. The numbers are on the wire.</summary>
internal enum FrameDtype : byte
{
    None = 0,
    Float32 = 1,
    UInt8 = 2,
}
