using static TorchSharp.torch;

namespace Actors.Model.Kernels;

/// <summary>The heads of all clips of a batch, as views of contiguous tensors in main memory: all float32, or all bfloat16.</summary>
/// <remarks>
/// Of bfloat16, products are of pairs where the processor has them; elsewhere a head is widened first, and its results narrowed.
/// </remarks>
internal sealed unsafe class AttentionBatch
{
    readonly byte*[] inputs;
    readonly byte* output;
    readonly float* logSums;
    readonly bool narrow;
    readonly PairProducts? products;
    readonly int batch;
    readonly int heads;
    readonly int queries;
    readonly int keys;
    readonly int width;

    /// <summary>Views.</summary>
    /// <param name="inputs">Queries, keys and values <c>[batch, tokens, 3 width]</c>; or queries <c>[batch, queries, width]</c>, and keys with values.</param>
    /// <param name="output"><c>[batch, queries, width]</c>.</param>
    /// <param name="logSums">Float32 <c>[batch, heads, queries]</c>.</param>
    /// <param name="heads">Heads of equal width.</param>
    /// <param name="pairs">Whether bfloat16 may be multiplied in pairs.</param>
    public AttentionBatch(IReadOnlyList<Tensor> inputs, Tensor output, Tensor logSums, int heads, bool pairs = true)
    {
        this.inputs = Pointers(inputs);
        this.output = Memory.Of(output);
        this.logSums = (float*)Memory.Of(logSums);
        this.heads = heads;
        narrow = output.dtype == ScalarType.BFloat16;
        batch = (int)output.shape[0];
        queries = (int)output.shape[1];
        keys = (int)inputs[^1].shape[1];
        width = (int)output.shape[2];
        products = narrow && pairs ? PairProducts.For(HeadWidth) : null;
    }

    bool Together => inputs.Length == 1;

    int HeadWidth => width / heads;

    nint QueryRow => Together ? 3 * width : width;

    nint KeyRow => Together ? 3 * width : 2 * width;

    int Bytes => narrow ? sizeof(ushort) : sizeof(float);

    /// <summary>Writes output and logarithms of sums.</summary>
    public void Forward() => EachHead(index =>
    {
        if (!narrow)
        {
            new AttentionHead(View<float>(index)).Forward();
        }
        else if (products is not null)
        {
            new NarrowAttentionHead(View<ushort>(index), products).Forward();
        }
        else
        {
            HeadView<ushort> view = View<ushort>(index);
            HeadView<float> wide = Widened(view);
            new AttentionHead(wide).Forward();
            Simd.Narrow(wide.O, HeadWidth, queries, HeadWidth, view.O, view.OutputRow);
        }
    });

    /// <summary>Writes gradients of the shapes of the inputs.</summary>
    /// <param name="gradient">Gradient of the output, contiguous.</param>
    /// <param name="gradients">Where they go.</param>
    public void Backward(Tensor gradient, IReadOnlyList<Tensor> gradients)
    {
        byte* from = Memory.Of(gradient);
        byte*[] to = Pointers(gradients);
        EachHead(index =>
        {
            byte* upper = from + OutputOffset(index);
            byte* toQ = to[0] + QueryOffset(index);
            byte* toK = to[^1] + KeyOffset(index);
            byte* toV = toK + (width * Bytes);
            if (!narrow)
            {
                new AttentionHead(View<float>(index)).Backward((float*)upper, (float*)toQ, (float*)toK, (float*)toV);
            }
            else if (products is not null)
            {
                new NarrowAttentionHead(View<ushort>(index), products).Backward((ushort*)upper, (ushort*)toQ, (ushort*)toK, (ushort*)toV);
            }
            else
            {
                BackwardWidened(View<ushort>(index), (ushort*)upper, (ushort*)toQ, (ushort*)toK, (ushort*)toV);
            }
        });
    }

    void BackwardWidened(HeadView<ushort> view, ushort* upper, ushort* toQ, ushort* toK, ushort* toV)
    {
        HeadView<float> wide = Widened(view);
        float* gradient = wide.O + (queries * HeadWidth);
        Simd.Widen(view.O, width, queries, HeadWidth, wide.O, HeadWidth);
        Simd.Widen(upper, width, queries, HeadWidth, gradient, HeadWidth);

        // In place: what a head was computed from is widened again for the next one.
        new AttentionHead(wide).Backward(gradient, wide.Q, wide.K, wide.V);
        Simd.Narrow(wide.Q, HeadWidth, queries, HeadWidth, toQ, QueryRow);
        Simd.Narrow(wide.K, HeadWidth, keys, HeadWidth, toK, KeyRow);
        Simd.Narrow(wide.V, HeadWidth, keys, HeadWidth, toV, KeyRow);
    }

    /// <summary>A head where the tensors have it.</summary>
    HeadView<T> View<T>(int index)
        where T : unmanaged
    {
        var k = (T*)(inputs[^1] + KeyOffset(index));
        return new HeadView<T>
        {
            Q = (T*)(inputs[0] + QueryOffset(index)),
            QueryRow = QueryRow,
            Queries = queries,
            K = k,
            V = k + width,
            KeyRow = KeyRow,
            Keys = keys,
            Width = HeadWidth,
            O = (T*)(output + OutputOffset(index)),
            OutputRow = width,
            LogSums = logSums + ((nint)index * queries),
        };
    }

    /// <summary>A bfloat16 head in memory of its own: queries, keys, values, then room for the output and its gradient.</summary>
    HeadView<float> Widened(HeadView<ushort> narrow)
    {
        float* q = KernelScratch.Take(KernelScratch.Widened, (nuint)(((3 * queries) + (2 * keys)) * HeadWidth));
        float* k = q + (queries * HeadWidth);
        float* v = k + (keys * HeadWidth);
        Simd.Widen(narrow.Q, QueryRow, queries, HeadWidth, q, HeadWidth);
        Simd.Widen(narrow.K, KeyRow, keys, HeadWidth, k, HeadWidth);
        Simd.Widen(narrow.V, KeyRow, keys, HeadWidth, v, HeadWidth);
        return new HeadView<float>
        {
            Q = q,
            QueryRow = HeadWidth,
            Queries = queries,
            K = k,
            V = v,
            KeyRow = HeadWidth,
            Keys = keys,
            Width = HeadWidth,
            O = v + (keys * HeadWidth),
            OutputRow = HeadWidth,
            LogSums = narrow.LogSums,
        };
    }

    nint Column(int index) => index % heads * HeadWidth;

    nint QueryOffset(int index) => ((index / heads * queries * QueryRow) + Column(index)) * Bytes;

    nint KeyOffset(int index) => ((index / heads * keys * KeyRow) + Column(index) + (Together ? width : 0)) * Bytes;

    nint OutputOffset(int index) => (((nint)(index / heads) * queries * width) + Column(index)) * Bytes;

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

    static byte*[] Pointers(IReadOnlyList<Tensor> tensors)
    {
        var pointers = new byte*[tensors.Count];
        for (int i = 0; i < pointers.Length; i++)
        {
            pointers[i] = Memory.Of(tensors[i]);
        }

        return pointers;
    }
}
