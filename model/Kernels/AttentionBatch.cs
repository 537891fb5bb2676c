using static TorchSharp.torch;

namespace Actors.Model.Kernels;

/// <summary>The heads of all clips of a batch, as views of contiguous float32 tensors in main memory.</summary>
internal sealed unsafe class AttentionBatch
{
    readonly float*[] inputs;
    readonly float* output;
    readonly float* logSums;
    readonly int batch;
    readonly int heads;
    readonly int queries;
    readonly int keys;
    readonly int width;

    /// <summary>Views.</summary>
    /// <param name="inputs">Queries, keys and values <c>[batch, tokens, 3 width]</c>; or queries <c>[batch, queries, width]</c>, and keys with values.</param>
    /// <param name="output"><c>[batch, queries, width]</c>.</param>
    /// <param name="logSums"><c>[batch, heads, queries]</c>.</param>
    /// <param name="heads">Heads of equal width.</param>
    public AttentionBatch(IReadOnlyList<Tensor> inputs, Tensor output, Tensor logSums, int heads)
    {
        this.inputs = Pointers(inputs);
        this.output = Memory.Of(output);
        this.logSums = Memory.Of(logSums);
        this.heads = heads;
        batch = (int)output.shape[0];
        queries = (int)output.shape[1];
        keys = (int)inputs[^1].shape[1];
        width = (int)output.shape[2];
    }

    /// <summary>Writes output and logarithms of sums.</summary>
    public void Forward() => EachHead(head => Head(head).Forward());

    /// <summary>Writes gradients of the shapes of the inputs.</summary>
    /// <param name="gradient">Gradient of the output, contiguous.</param>
    /// <param name="gradients">Where they go.</param>
    public void Backward(Tensor gradient, IReadOnlyList<Tensor> gradients)
    {
        float* from = Memory.Of(gradient);
        float*[] to = Pointers(gradients);
        EachHead(index =>
        {
            AttentionHead head = Head(index);
            head.Backward(from + (head.O - output), to[0] + (head.Q - inputs[0]), to[^1] + (head.K - inputs[^1]), to[^1] + (head.V - inputs[^1]));
        });
    }

    AttentionHead Head(int index)
    {
        nint clip = index / heads;
        nint column = index % heads * (width / heads);
        bool together = inputs.Length == 1;
        nint queryRow = together ? 3 * width : width;
        nint keyRow = together ? 3 * width : 2 * width;
        float* k = inputs[^1] + (clip * keys * keyRow) + column + (together ? width : 0);
        return new AttentionHead
        {
            Q = inputs[0] + (clip * queries * queryRow) + column,
            QueryRow = queryRow,
            Queries = queries,
            K = k,
            V = k + width,
            KeyRow = keyRow,
            Keys = keys,
            Width = width / heads,
            O = output + (clip * queries * width) + column,
            OutputRow = width,
            LogSums = logSums + ((nint)index * queries),
        };
    }

    // Heads share nothing, so the number of threads changes no bit.
    void EachHead(Action<int> act)
    {
        int threads = get_num_threads();
        if (threads == 1)
        {
            for (int head = 0; head < batch * heads; head++)
            {
                act(head);
            }
        }
        else
        {
            Parallel.For(0, batch * heads, new ParallelOptions { MaxDegreeOfParallelism = threads }, act);
        }
    }

    static float*[] Pointers(IReadOnlyList<Tensor> tensors)
    {
        var pointers = new float*[tensors.Count];
        for (int i = 0; i < pointers.Length; i++)
        {
            pointers[i] = Memory.Of(tensors[i]);
        }

        return pointers;
    }
}
