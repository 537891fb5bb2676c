using Actors.Model.Interop;
using TorchSharp;
using Xunit;

namespace Actors.Tests.Model.Interop;

/// <summary>Memory that is used again. What is kept is counted for the whole process: any test beside these would change it.</summary>
[Collection(nameof(AloneOnTheMachine))]
public class RecycledMemoryTests
{
    [Fact]
    public void What_a_tensor_leaves_behind_serves_the_next_of_its_size()
    {
        torch.Tensor first = RecycledMemory.Empty(torch.ScalarType.Float32, 3, 7, 9999);
        Assert.Equal((torch.ScalarType.Float32, true, 3L * 7 * 9999), (first.dtype, first.is_contiguous(), first.NumberOfElements));
        first.bytes.Fill(1);
        first.Dispose();
        long kept = RecycledMemory.KeptBytes;
        using torch.Tensor second = RecycledMemory.Empty(torch.ScalarType.Float32, 7, 3, 9999);
        Assert.Equal(1, second.bytes[100]);
        Assert.Equal(kept - (3 * 7 * 9999 * sizeof(float)), RecycledMemory.KeptBytes);
    }

    [Fact]
    public void Memory_that_a_view_or_a_graph_still_uses_is_not_recycled()
    {
        torch.Tensor tensor = RecycledMemory.Empty(torch.ScalarType.Float32, 2, 111_111);
        tensor.bytes.Clear();
        torch.Tensor weight = torch.ones(111_111, requires_grad: true);
        torch.Tensor loss = (tensor * weight).sum();
        torch.Tensor view = tensor[1];
        long kept = RecycledMemory.KeptBytes;
        tensor.Dispose();
        view.Dispose();
        Assert.Equal(kept, RecycledMemory.KeptBytes);
        using (torch.Tensor other = RecycledMemory.Empty(torch.ScalarType.Float32, 2, 111_111))
        {
            other.bytes.Fill(0x40);
            loss.backward();
        }

        Assert.Equal(0, weight.grad!.abs().max().item<float>());
        loss.Dispose();
        weight.Dispose();
    }

    [Fact]
    public void No_more_is_kept_than_the_limit()
    {
        torch.Tensor[] all = [.. Enumerable.Range(0, 20).Select(_ => RecycledMemory.Empty(torch.ScalarType.Byte, 16L << 20))];
        Array.ForEach(all, tensor => tensor.Dispose());
        Assert.InRange(RecycledMemory.KeptBytes, 16L << 20, RecycledMemory.MostKept);
    }

    [Fact]
    public void Sizes_that_nobody_asks_for_any_more_make_room()
    {
        No_more_is_kept_than_the_limit();
        torch.Tensor tensor = RecycledMemory.Empty(torch.ScalarType.Byte, 3_333_333);
        tensor.bytes.Fill(5);
        tensor.Dispose();
        using torch.Tensor next = RecycledMemory.Empty(torch.ScalarType.Byte, 3_333_333);
        Assert.Equal(5, next.bytes[3_333_332]);
        Assert.InRange(RecycledMemory.KeptBytes, 0, RecycledMemory.MostKept);
    }
}
