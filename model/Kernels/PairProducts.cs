using System.Collections.Concurrent;
using System.Runtime.Intrinsics.X86;
using Iced.Intel;
using static Iced.Intel.AssemblerRegisters;

namespace Actors.Model.Kernels;

/// <summary>Matrix products of tiles of bfloat16 with float32 sums, by the processor's instruction for pairs of bfloat16 (VDPBF16PS).</summary>
/// <remarks>
/// .NET 10 has no intrinsic for it, so the products are assembled when a head of their width is first seen. As <see cref="AttentionTile"/>
/// has single floats, they have pairs along the summed dimension: two terms of each sum for every multiplication.
/// </remarks>
internal sealed unsafe class PairProducts
{
    const int Side = AttentionTile.Side;

    static readonly bool Has = Simd.Available && OperatingSystem.IsLinux() && X86Base.IsSupported
        && X86Base.CpuId(0, 0).Eax >= 7 && X86Base.CpuId(7, 0).Eax >= 1 && (X86Base.CpuId(7, 1).Eax & (1 << 5)) != 0;

    static readonly ConcurrentDictionary<int, PairProducts?> Loaded = new();

    readonly delegate* unmanaged[SuppressGCTransition]<void*, void*, void*, void> scores;
    readonly delegate* unmanaged[SuppressGCTransition]<void*, void*, void*, void> addColumns;
    readonly delegate* unmanaged[SuppressGCTransition]<void*, void*, void*, void> addRows;

    PairProducts(void* scores, void* addColumns, void* addRows)
    {
        this.scores = (delegate* unmanaged[SuppressGCTransition]<void*, void*, void*, void>)scores;
        this.addColumns = (delegate* unmanaged[SuppressGCTransition]<void*, void*, void*, void>)addColumns;
        this.addRows = (delegate* unmanaged[SuppressGCTransition]<void*, void*, void*, void>)addRows;
    }

    /// <summary>The products for heads of a width; null where processor or system cannot run them.</summary>
    /// <param name="width">A multiple of 16.</param>
    public static PairProducts? For(int width) => Has ? Loaded.GetOrAdd(width, Assembled) : null;

    /// <summary><c>c[48, 48] = a[width, 48]^T b[width, 48]</c>.</summary>
    /// <param name="a">Pairs along the width: <c>[width / 2, 48, 2]</c>.</param>
    /// <param name="b">Likewise.</param>
    /// <param name="c">Float32.</param>
    public void Scores(uint* a, uint* b, float* c) => scores(a, b, c);

    /// <summary><c>c[width, 48] += a[48, width]^T b[48, 48]</c>.</summary>
    /// <param name="a">Pairs of rows: <c>[24, width, 2]</c>.</param>
    /// <param name="b">Pairs of rows: <c>[24, 48, 2]</c>.</param>
    /// <param name="c">Float32.</param>
    public void AddColumns(uint* a, uint* b, float* c) => addColumns(a, b, c);

    /// <summary><c>c[48, width] += a[48, 48] b[48, width]</c>.</summary>
    /// <param name="a">Rows of 48, without gaps.</param>
    /// <param name="b">Pairs of rows: <c>[24, width, 2]</c>.</param>
    /// <param name="c">Float32.</param>
    public void AddRows(ushort* a, uint* b, float* c) => addRows(a, b, c);

    static PairProducts? Assembled(int width)
    {
        void* scores = MachineCode.Load(Columns(Side / 8, Side, width / 2, add: false));
        void* addColumns = MachineCode.Load(Columns(width / 8, width, Side / 2, add: true));
        void* addRows = MachineCode.Load(Rows(width));
        return scores == null || addColumns == null || addRows == null ? null : new(scores, addColumns, addRows);
    }

    // Eight rows of c at a time: 24 sums, three vectors of b, one value of a. Three pointers arrive in rdi, rsi, rdx; every vector
    // register is the callee's.
    static Assembler Columns(int blocks, int aRow, int pairs, bool add)
    {
        Assembler code = new(64);
        Label block = code.CreateLabel(), pair = code.CreateLabel();
        code.mov(eax, blocks);
        code.Label(ref block);
        code.mov(r8, rdi);
        code.mov(r9, rsi);
        code.mov(ecx, pairs);
        for (int sum = 0; sum < 24; sum++)
        {
            Begin(code, sum, rdx + (sum * 64), add);
        }

        code.Label(ref pair);
        AddPair(code, 8, 3, 4);

        code.add(r8, aRow * 4);
        code.add(r9, Side * 4);
        code.dec(ecx);
        code.jne(pair);
        for (int sum = 0; sum < 24; sum++)
        {
            code.vmovups(__zmmword_ptr[rdx + (sum * 64)], Register(sum));
        }

        code.add(rdi, 8 * 4);
        code.add(rdx, 8 * Side * 4);
        code.dec(eax);
        code.jne(block);
        code.vzeroupper();
        code.ret();
        return code;
    }

    // Twelve rows of c at a time, two vectors of each; one vector where the width is an odd number of them.
    static Assembler Rows(int width)
    {
        Assembler code = new(64);
        for (int column = 0; column < width; column += 2 * Simd.Lanes)
        {
            int vectors = Math.Min(2, (width - column) / Simd.Lanes);
            Label block = code.CreateLabel(), pair = code.CreateLabel();
            code.mov(r10, rdi);
            code.lea(r11, __[rdx + (column * 4)]);
            code.mov(eax, Side / 12);
            code.Label(ref block);
            code.mov(r8, r10);
            code.lea(r9, __[rsi + (column * 4)]);
            code.mov(ecx, Side / 2);
            Each(width, vectors, (sum, place) => Begin(code, sum, place, add: true));
            code.Label(ref pair);
            AddPair(code, 12, vectors, Side * 2);

            code.add(r8, 4);
            code.add(r9, width * 4);
            code.dec(ecx);
            code.jne(pair);
            Each(width, vectors, (sum, place) => code.vmovups(__zmmword_ptr[place], Register(sum)));
            code.add(r10, 12 * Side * 2);
            code.add(r11, 12 * width * 4);
            code.dec(eax);
            code.jne(block);
        }

        code.vzeroupper();
        code.ret();
        return code;
    }

    // One pair of terms to every sum. Values take turns in four registers, so that a load need not wait for the products before it.
    static void AddPair(Assembler code, int rows, int vectors, int rowBytes)
    {
        for (int j = 0; j < vectors; j++)
        {
            code.vmovups(Register(24 + j), __zmmword_ptr[r9 + (j * 64)]);
        }

        for (int row = 0; row < rows; row++)
        {
            AssemblerRegisterZMM value = Register(24 + vectors + (row % 4));
            code.vpbroadcastd(value, __dword_ptr[r8 + (row * rowBytes)]);
            for (int j = 0; j < vectors; j++)
            {
                code.vdpbf16ps(Register((row * vectors) + j), value, Register(24 + j));
            }
        }
    }

    static void Each(int width, int vectors, Action<int, AssemblerMemoryOperand> act)
    {
        for (int row = 0; row < 12; row++)
        {
            for (int j = 0; j < vectors; j++)
            {
                act((row * vectors) + j, r11 + (row * width * 4) + (j * 64));
            }
        }
    }

    static void Begin(Assembler code, int sum, AssemblerMemoryOperand from, bool add)
    {
        if (add)
        {
            code.vmovups(Register(sum), __zmmword_ptr[from]);
        }
        else
        {
            code.vpxord(Register(sum), Register(sum), Register(sum));
        }
    }

    static AssemblerRegisterZMM Register(int index) => new(Iced.Intel.Register.ZMM0 + index);
}
