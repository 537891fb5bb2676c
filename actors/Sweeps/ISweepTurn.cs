using Actors.Evaluation;
using Actors.Runs;

namespace Actors.Sweeps;

/// <summary>Looks on while a sweep trains or evaluates one of its runs.</summary>
internal interface ISweepTurn : IRunObserver, IEvaluationObserver
{
}
