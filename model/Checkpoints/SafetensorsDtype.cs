namespace Actors.Model.Checkpoints;

/// <summary>Element types of a safetensors file, with the names that the format gives them.</summary>
public enum SafetensorsDtype
{
    /// <summary>One byte, 0 or 1.</summary>
    BOOL,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 32-bit integer, little-endian.</summary>
    I32,

    /// <summary>Signed 64-bit integer, little-endian.</summary>
    I64,

    /// <summary>bfloat16, little-endian.</summary>
    BF16,

    /// <summary>IEEE 754 single precision, little-endian.</summary>
    F32,

    /// <summary>IEEE 754 double precision, little-endian.</summary>
    F64,
}
