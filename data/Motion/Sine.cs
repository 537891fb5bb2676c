namespace Actors.Data.Motion;

/// <summary>A sine that gives the same bits on every machine.</summary>
/// <remarks>The C library's may differ in the last bit between versions and processors; additions and multiplications do not.</remarks>
static class Sine
{
    const double HalfPi = Math.PI / 2;

    /// <summary><c>sin(2π turns)</c>, within 1e-10.</summary>
    public static double Of(double turns)
    {
        // Quarter turns from the nearest rising zero crossing, in [-2, 2), folded to [-1, 1] where the series is good.
        double quarters = 4 * (turns - Math.Floor(turns + 0.5));
        double folded = quarters > 1 ? 2 - quarters : quarters < -1 ? -2 - quarters : quarters;
        double x = folded * HalfPi;
        double square = x * x;
        double series = -1.0 / 1_307_674_368_000;
        series = series * square + 1.0 / 6_227_020_800;
        series = series * square - 1.0 / 39_916_800;
        series = series * square + 1.0 / 362_880;
        series = series * square - 1.0 / 5_040;
        series = series * square + 1.0 / 120;
        series = series * square - 1.0 / 6;
        return x + x * square * series;
    }
}
