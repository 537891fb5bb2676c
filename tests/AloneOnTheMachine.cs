using Xunit;

namespace Actors.Tests;

/// <summary>Tests that measure time: none of them runs beside another test.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public sealed class AloneOnTheMachine;
