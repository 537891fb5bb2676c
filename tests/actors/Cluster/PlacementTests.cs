using Actors.Cluster;
using CsCheck;
using Xunit;

namespace Actors.Tests.Cluster;

public class PlacementTests
{
    [Fact]
    public void No_other_way_of_giving_nodes_consecutive_blocks_has_a_less_busy_busiest_node()
    {
        Gen.Select(Gen.Double[0.1, 10].Array[1, 7], Gen.Double[0.5, 8].Array[1, 4]).Sample((costs, nodes) =>
        {
            IReadOnlyList<int> places = Placement.Of(costs, nodes);
            Assert.Equal(costs.Length, places.Count);
            Assert.Equal(places.Order(), places);
            double load = Busiest(places, costs, nodes);
            Assert.All(AllWays(costs.Length, nodes.Length), way => Assert.True(load <= Busiest(way, costs, nodes) + 1e-9));
        });
    }

    [Fact]
    public void Equal_nodes_get_equal_shares_in_order()
    {
        Assert.Equal([0, 0, 1, 1], Placement.Of([1, 1, 1, 1], [2, 2]));
        Assert.Equal([0, 1, 1, 1], Placement.Of([1, 1, 1, 1], [1, 3]));
        Assert.Equal([0, 0], Placement.Of([1, 1], [4]));
    }

    [Fact]
    public void A_placement_that_is_asked_for_names_the_node_of_each_block()
    {
        Assert.Equal(["worker-a", "worker-a", "worker-b", "worker-b"], Placement.Parse("0,1=worker-a;2,3=worker-b", 4));
        Assert.Equal(["b", "a"], Placement.Parse(" 1 = a ; 0 = b ", 2));
    }

    [Theory]
    [InlineData("0,1=a", "block 2 is placed nowhere")]
    [InlineData("0,1=a;1,2=b", "block 1 is placed twice, on a and b")]
    [InlineData("0,1,3=a", "'3' in '0,1,3=a' is no block: they are 0 to 2")]
    [InlineData("0-2", "'0-2' is not BLOCKS=NODE, such as 0,1=worker-a")]
    [InlineData("0,1,2=", "'0,1,2=' is not BLOCKS=NODE, such as 0,1=worker-a")]
    public void A_placement_that_is_none_says_where(string text, string problem)
    {
        Assert.Equal(problem, Assert.Throws<FormatException>(() => Placement.Parse(text, 3)).Message);
    }

    static double Busiest(IReadOnlyList<int> places, double[] costs, double[] nodes) =>
        Enumerable.Range(0, nodes.Length).Max(node => costs.Where((_, k) => places[k] == node).Sum() / nodes[node]);

    static IEnumerable<int[]> AllWays(int blocks, int nodes) => blocks == 0 ? [[]]
        : AllWays(blocks - 1, nodes).SelectMany(way => Enumerable.Range(way.LastOrDefault(), nodes - way.LastOrDefault()).Select(next => (int[])[.. way, next]));
}
