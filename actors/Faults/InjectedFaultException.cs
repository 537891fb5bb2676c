namespace Actors.Faults;

/// <summary>A fault that the configuration asked for.</summary>
public sealed class InjectedFaultException(string message) : Exception(message);
