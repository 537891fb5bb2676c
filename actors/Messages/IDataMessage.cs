namespace Actors.Messages;

/// <summary>Travels in the data lane of an edge, in order. Everything else is control and overtakes it.</summary>
public interface IDataMessage;
