"""Block-wise and end-to-end training as one writes it in plain PyTorch: what `actors bench --against-pytorch` compares with.

    python3 peer.py JOB

Reads a job (see ../README.md), prints one line with the losses of its first steps, then answers every line MODE THREADS STEPS on
standard input with the time of that many steps. Needs PyTorch 1.13 or later, nothing else.
"""
import ctypes
import json
import math
import os
import struct
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
DTYPES = {"F32": torch.float32, "I64": torch.int64, "U8": torch.uint8}


def safetensors(path):
    """All tensors of a file: 8 bytes of header length, a JSON header, raw little-endian row-major data."""
    with open(path, "rb") as file:
        data = bytearray(file.read())
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8:8 + length])
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        first, last = (8 + length + offset for offset in entry["data_offsets"])
        tensors[name] = torch.frombuffer(data[first:last], dtype=DTYPES[entry["dtype"]]).reshape(entry["shape"])
    return tensors


def blas():
    """Files of the loaded libraries that may do the matrix products."""
    try:
        with open("/proc/self/maps") as maps:
            paths = {line.split()[-1] for line in maps if "/" in line}
    except OSError:
        return []
    return sorted(path for path in paths if any(part in os.path.basename(path) for part in ("blas", "mkl", "blis")))


def use_threads(count):
    """Sets the threads of PyTorch, and those of OpenBLAS, which in its usual build does not follow PyTorch's."""
    torch.set_num_threads(count)
    for path in blas():
        if "openblas" in os.path.basename(path):
            ctypes.CDLL(path).openblas_set_num_threads(count)


def slow_blas():
    """What is to be told of a PyTorch whose matrix products are the reference ones; empty for any other."""
    names = [os.path.basename(path) for path in blas()]
    reference = names and not torch.backends.mkl.is_available() and all(name.startswith(("libblas", "libcblas", "libgslcblas")) for name in names)
    return f"its matrix products are by the reference BLAS ({names[0]}), many times slower than OpenBLAS: apt-get install libopenblas0-pthread" if reference else ""


def positions(tokens, width):
    """Sine at even and cosine at odd places: angle = n / 10000 ** (2 * (place // 2) / width)."""
    table = [[(math.cos if j % 2 else math.sin)(n / 10000 ** (2 * (j // 2) / width)) for j in range(width)] for n in range(tokens)]
    return torch.tensor(table)


class Attention(nn.Module):
    """Queries and values have a bias, keys have none."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width, bias=False)
        self.q_bias = nn.Parameter(torch.zeros(width))
        self.v_bias = nn.Parameter(torch.zeros(width))
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        bias = torch.cat([self.q_bias, torch.zeros_like(self.v_bias, requires_grad=False), self.v_bias])
        qkv = F.linear(x, self.qkv.weight, bias).reshape(batch, tokens, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        if hasattr(F, "scaled_dot_product_attention"):
            x = F.scaled_dot_product_attention(q, k, v)
        else:
            x = (q * (width // self.heads) ** -0.5 @ k.transpose(-2, -1)).softmax(-1) @ v
        return self.proj(x.transpose(1, 2).reshape(batch, tokens, width))


class Mlp(nn.Module):
    def __init__(self, width, ratio):
        super().__init__()
        self.fc1 = nn.Linear(width, ratio * width)
        self.fc2 = nn.Linear(ratio * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Layer(nn.Module):
    def __init__(self, width, heads, ratio):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-6)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-6)
        self.mlp = Mlp(width, ratio)

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class Decoder(nn.Module):
    def __init__(self, job):
        super().__init__()
        width = job["decoder_width"]
        self.layers = nn.ModuleList(Layer(width, job["decoder_heads"], job["mlp_ratio"]) for _ in range(job["decoder_depth"]))
        self.norm = nn.LayerNorm(width, eps=1e-6)
        self.head = nn.Linear(width, job["token_pixels"])

    def forward(self, x, decoded):
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x[:, -decoded:]))


class PatchEmbedding(nn.Module):
    def __init__(self, job):
        super().__init__()
        self.proj = nn.Linear(job["token_pixels"], job["width"])


class Block(nn.Module):
    """Consecutive layers; with a decoder, also a loss."""

    def __init__(self, job, index, layers, decodes):
        super().__init__()
        width = job["width"]
        if index == 0:
            self.patch_embed = PatchEmbedding(job)
            self.register_buffer("places", positions(job["tokens"], width), persistent=False)
            self.register_buffer("mean", torch.tensor(MEAN).repeat(job["token_pixels"] // 3), persistent=False)
            self.register_buffer("deviation", torch.tensor(DEVIATION).repeat(job["token_pixels"] // 3), persistent=False)
        self.layers = nn.ModuleList(Layer(width, job["heads"], job["mlp_ratio"]) for _ in range(layers))
        if decodes:
            self.norm = nn.LayerNorm(width, eps=1e-6)
            self.encoder_to_decoder = nn.Linear(width, job["decoder_width"], bias=False)
            self.mask_token = nn.Parameter(torch.zeros(1, 1, job["decoder_width"]))
            self.decoder = Decoder(job)
            self.register_buffer("decoder_places", positions(job["tokens"], job["decoder_width"]), persistent=False)

    def embed(self, batch):
        pixels = (batch["visible_pixels"].float() / 255 - self.mean) / self.deviation
        return self.patch_embed.proj(pixels) + self.places[batch["visible_index"]]

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

    def loss(self, x, batch, targets):
        x = self.encoder_to_decoder(self.norm(x))
        mask = self.mask_token.expand(*batch["decoded_index"].shape, -1)
        x = torch.cat([x + self.decoder_places[batch["visible_index"]], mask + self.decoder_places[batch["decoded_index"]]], 1)
        return F.mse_loss(self.decoder(x, batch["decoded_index"].shape[1]), targets)


def targets_of(pixels):
    """Each token and channel less its mean, over its deviation plus 1e-6; channels last inside a token."""
    with torch.no_grad():
        x = (pixels.float() / 255).unflatten(2, (-1, 3))
        return ((x - x.mean(2, keepdim=True)) / (x.var(2, unbiased=True, keepdim=True).sqrt() + 1e-6)).flatten(2)


class Training:
    """The blocks of a mode with their optimizers: one for each block that learns by itself, one for all end to end."""

    def __init__(self, job, folder, batch, mode):
        self.batch, self.local = batch, mode == "simultaneous"
        last = len(job["partition"]) - 1
        self.blocks = [Block(job, k, layers, self.local or k == last) for k, layers in enumerate(job["partition"])]
        for k, block in enumerate(self.blocks):
            weights = safetensors(os.path.join(folder, f"block-{k}.safetensors"))
            if k == 0:
                weights["patch_embed.proj.weight"] = weights["patch_embed.proj.weight"].permute(0, 2, 3, 4, 1).flatten(1)
            block.load_state_dict({name: weights[name] for name in block.state_dict()})
        groups = [[block] for block in self.blocks] if self.local else [self.blocks]
        self.optimizers = [self.optimizer(job, group) for group in groups]

    @staticmethod
    def optimizer(job, blocks):
        named = [pair for block in blocks for pair in block.named_parameters()]
        decays = [p for name, p in named if p.dim() > 1 and name != "mask_token"]
        others = [p for name, p in named if p.dim() == 1 or name == "mask_token"]
        groups = [{"params": decays, "weight_decay": job["weight_decay"]}, {"params": others, "weight_decay": 0.0}]
        return torch.optim.AdamW(groups, lr=job["learning_rate"], betas=(job["beta1"], job["beta2"]), eps=job["epsilon"])

    def step(self):
        """One update of every block; the losses, one for each decoder."""
        targets = targets_of(self.batch["target_pixels"])
        x, losses = self.blocks[0].embed(self.batch), []
        for k, block in enumerate(self.blocks):
            x = block(x)
            if self.local:
                losses.append(self.learn(block.loss(x, self.batch, targets), self.optimizers[k]))
                x = x.detach()
        if not self.local:
            losses.append(self.learn(self.blocks[-1].loss(x, self.batch, targets), self.optimizers[0]))
        return losses

    @staticmethod
    def learn(loss, optimizer):
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        return loss.item()


def main(folder):
    use_threads(1)
    with open(os.path.join(folder, "job.json")) as file:
        job = json.load(file)
    batch = safetensors(os.path.join(folder, "batch.safetensors"))
    modes = {mode: Training(job, folder, batch, mode) for mode in ("simultaneous", "e2e")}
    losses = {mode: [training.step() for _ in range(job["checked_steps"])] for mode, training in modes.items()}
    print(json.dumps({"name": f"PyTorch {torch.__version__}", "losses": losses, "warning": slow_blas()}), flush=True)
    for line in sys.stdin:
        mode, threads, steps = line.split()
        use_threads(int(threads))
        began, cpu = time.perf_counter(), time.process_time()
        for _ in range(int(steps)):
            modes[mode].step()
        print(json.dumps({"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
