namespace Actors.Sweeps;

/// <summary>Looks on while a sweep goes through its runs. Called from several threads when runs are trained at the same time.</summary>
internal interface ISweepObserver
{
    /// <summary>A run begins, goes on, is kept or is evaluated.</summary>
    /// <param name="lane">Which of the runs at a time it is, from 0; it takes the place of the lane's last.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="of">Runs of the sweep.</param>
    /// <param name="name">Its name.</param>
    /// <param name="what">What is done, in a word or two.</param>
    /// <returns>What looks on while that is done.</returns>
    ISweepTurn Turn(int lane, int number, int of, string name, string what);

    /// <summary>A run failed, in one line; the sweep goes on with the next.</summary>
    void Failed(string name, string message);
}
