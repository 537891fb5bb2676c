namespace Actors.Messages;

/// <summary>May travel between nodes, on the control connection: small, and in a closed list of types.</summary>
public interface IControlMessage;
