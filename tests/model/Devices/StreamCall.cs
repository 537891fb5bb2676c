namespace Actors.Tests.Model.Devices;

/// <summary>What a stream was asked.</summary>
/// <param name="Stream">Which one; <c>host</c> for what no stream does.</param>
/// <param name="What">What.</param>
/// <param name="Moment">The event it is about; empty for none.</param>
internal sealed record StreamCall(string Stream, string What, string Moment);
