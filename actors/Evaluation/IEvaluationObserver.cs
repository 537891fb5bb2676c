namespace Actors.Evaluation;

/// <summary>Looks on while a run is evaluated.</summary>
public interface IEvaluationObserver
{
    /// <summary>So many clips are embedded, of so many that have to be. Called from any thread, in any order.</summary>
    void Embedded(int done, int total);

    /// <summary>Something was passed over, in one line.</summary>
    void Warn(string text);
}
