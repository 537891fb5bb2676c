namespace Actors.Messages;

/// <summary>A control message to one block of a chain.</summary>
public interface IBlockMessage : IControlMessage
{
    /// <summary>Its number.</summary>
    int Block { get; }
}
