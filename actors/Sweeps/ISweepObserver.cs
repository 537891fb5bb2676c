using Actors.Evaluation;
using Actors.Runs;

namespace Actors.Sweeps;

/// <summary>Looks on while a sweep goes through its runs.</summary>
internal interface ISweepObserver : IRunObserver, IEvaluationObserver
{
    /// <summary>A run begins, goes on, is kept or is evaluated.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="of">Runs of the sweep.</param>
    /// <param name="name">Its name.</param>
    /// <param name="what">What is done, in a word or two.</param>
    void Turn(int number, int of, string name, string what);

    /// <summary>A run failed, in one line; the sweep goes on with the next.</summary>
    void Failed(string name, string message);
}
