using Actors.Data.Batches;
using Actors.Links;
using Actors.Loading;
using Actors.Model.Devices;
using Actors.Regimes;

namespace Actors.Cluster;

/// <summary>A node's own loader for one of its links: reads the batches that the chain's loader reads too.</summary>
internal sealed class NodeBatches(IBatchStream stream, TorchDevice device, RegimePlan regime) : ILocalBatches, IAsyncDisposable
{
    SharedBatch[] parts = [];

    public async ValueTask<SharedBatch> TakeAsync(long batch, int part, CancellationToken stop)
    {
        while (parts.Length == 0 || parts[0].Number < batch)
        {
            Free();
            Batch read = await stream.ReadAsync(stop) ?? throw new InvalidOperationException($"batch {batch} was asked for behind the last one");
            if (read.Number >= batch)
            {
                double learningRate = regime.LearningRate(read.Number);
                parts = [.. BatchTensors.On(device, read, regime.MicroBatches).Select(tokens => new SharedBatch(read.Number, (int)tokens.Clips, learningRate, tokens))];
            }
        }

        return parts[0].Number == batch
            ? parts[part].Share()
            : throw new InvalidOperationException($"batch {batch} was asked for after batch {parts[0].Number}");
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        Free();
    }

    void Free()
    {
        Array.ForEach(parts, part => part.Dispose());
        parts = [];
    }
}
