"""Block-wise VideoMAE from its description alone: tokens, targets, layers, local decoders, AdamW. Shares no code with the program."""
import math

import torch
import torch.nn.functional as F

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def patchify(clip, tubelet, patch):
    """[batch, 3, frames, H, W] to [batch, tokens, tubelet * patch * patch, 3]; token n = (slot * rows + row) * columns + column."""
    batch, channels, frames, height, width = clip.shape
    cut = clip.reshape(batch, channels, frames // tubelet, tubelet, height // patch, patch, width // patch, patch)
    cut = cut.permute(0, 2, 4, 6, 3, 5, 7, 1)
    return cut.reshape(batch, -1, tubelet * patch * patch, channels)


def targets_of(pixels):
    """Each token and channel less its mean, over the root of its unbiased variance plus 1e-6; channels last inside a token."""
    mean = pixels.mean(2, keepdim=True)
    deviation = pixels.var(2, unbiased=True, keepdim=True).sqrt() + 1e-6
    return ((pixels - mean) / deviation).flatten(2)


def positions(tokens, width, dtype):
    """Sine at even and cosine at odd places: angle = n / 10000 ** (2 * (place // 2) / width)."""
    table = [[(math.cos if j % 2 else math.sin)(n / 10000 ** (2 * (j // 2) / width)) for j in range(width)] for n in range(tokens)]
    return torch.tensor(table, dtype=torch.float64).to(dtype)


def rows(table, index):
    """table [tokens, width] or [batch, tokens, width] at index [batch, n]."""
    table = table.expand(index.shape[0], -1, -1) if table.dim() == 2 else table
    return torch.gather(table, 1, index.unsqueeze(-1).expand(-1, -1, table.shape[-1]))


def layer(w, name, x, heads):
    """x += attention(norm1(x)); x += mlp(norm2(x)). Queries and values have a bias, keys have none."""
    def norm(which, of):
        return F.layer_norm(of, of.shape[-1:], w[f"{name}.{which}.weight"], w[f"{name}.{which}.bias"], 1e-6)

    batch, tokens, width = x.shape
    q, k, v = F.linear(norm("norm1", x), w[f"{name}.attn.qkv.weight"]).split(width, dim=-1)
    q, v = q + w[f"{name}.attn.q_bias"], v + w[f"{name}.attn.v_bias"]
    q, k, v = (part.reshape(batch, tokens, heads, width // heads).transpose(1, 2) for part in (q, k, v))
    attention = (q @ k.transpose(-2, -1) / math.sqrt(width // heads)).softmax(-1)
    mixed = (attention @ v).transpose(1, 2).reshape(batch, tokens, width)
    x = x + F.linear(mixed, w[f"{name}.attn.proj.weight"], w[f"{name}.attn.proj.bias"])
    hidden = F.gelu(F.linear(norm("norm2", x), w[f"{name}.mlp.fc1.weight"], w[f"{name}.mlp.fc1.bias"]))
    return x + F.linear(hidden, w[f"{name}.mlp.fc2.weight"], w[f"{name}.mlp.fc2.bias"])


def cross_layer(w, name, x, memory, heads):
    """x += attention(norm1(x), memory); x += mlp(norm2(x)). The tokens of x attend to those of the memory and not to each other."""
    def norm(which, of):
        return F.layer_norm(of, of.shape[-1:], w[f"{name}.{which}.weight"], w[f"{name}.{which}.bias"], 1e-6)

    def split(part):
        return part.reshape(part.shape[0], part.shape[1], heads, -1).transpose(1, 2)

    q = split(F.linear(norm("norm1", x), w[f"{name}.attn.q.weight"], w[f"{name}.attn.q_bias"]))
    k, v = F.linear(memory, w[f"{name}.attn.kv.weight"]).chunk(2, dim=-1)
    k, v = split(k), split(v + w[f"{name}.attn.v_bias"])
    mixed = ((q @ k.transpose(-2, -1) / math.sqrt(q.shape[-1])).softmax(-1) @ v).transpose(1, 2).reshape(x.shape)
    x = x + F.linear(mixed, w[f"{name}.attn.proj.weight"], w[f"{name}.attn.proj.bias"])
    hidden = F.gelu(F.linear(norm("norm2", x), w[f"{name}.mlp.fc1.weight"], w[f"{name}.mlp.fc1.bias"]))
    return x + F.linear(hidden, w[f"{name}.mlp.fc2.weight"], w[f"{name}.mlp.fc2.bias"])


class Batch:
    """A recorded batch: what the encoder sees, and what is to be predicted."""

    def __init__(self, tensors, shape, dtype):
        clip, mask, self.decoded = tensors["clip"], tensors["mask"].bool(), tensors["decoded"]
        self.visible = (~mask).nonzero()[:, 1].reshape(len(mask), -1)
        if not mask.gather(1, self.decoded).all():
            raise ValueError("a token that is to be decoded is not masked")
        pixels = patchify(clip.to(dtype) / 255, shape["tubelet-frames"], shape["patch-size"])
        normalised = (pixels - torch.tensor(MEAN, dtype=dtype)) / torch.tensor(DEVIATION, dtype=dtype)
        self.seen = rows(normalised.flatten(2), self.visible)
        self.targets = rows(targets_of(pixels), self.decoded)
        self.learning_rate = float(tensors["learning_rate"])
        self.tokens = mask.shape[1]


class Block:
    """Consecutive layers, with a decoder and a loss of their own where they have one."""

    def __init__(self, state, layers, shape, dtype):
        self.shape, self.layers, self.dtype = shape, layers, dtype
        prefix = "optimizer.exp_avg."
        self.names = sorted(name[len(prefix):] for name in state if name.startswith(prefix))
        self.weights = {name: state[name].to(dtype).requires_grad_() for name in self.names}
        self.first = {name: state[prefix + name].to(dtype) for name in self.names}
        self.second = {name: state["optimizer.exp_avg_sq." + name].to(dtype) for name in self.names}
        self.step = int(state["optimizer.step"])

    def forward(self, batch, x):
        """The residual stream behind the last layer, before any norm. Block 0 gets None and embeds pixels."""
        if x is None:
            kernel = self.weights["patch_embed.proj.weight"].permute(0, 2, 3, 4, 1).flatten(1)
            x = F.linear(batch.seen, kernel, self.weights["patch_embed.proj.bias"])
            x = x + rows(positions(batch.tokens, x.shape[-1], self.dtype), batch.visible)
        for i in range(self.layers):
            x = layer(self.weights, f"layers.{i}", x, self.shape["heads"])
        return x

    def loss(self, batch, x):
        """Mean squared error of the decoder's prediction of the decoded tokens."""
        w = self.weights
        x = F.layer_norm(x, x.shape[-1:], w["norm.weight"], w["norm.bias"], 1e-6)
        if self.shape["decoder-attention"] == "cross":
            return self.cross_loss(batch, x)
        x = F.linear(x, w["encoder_to_decoder.weight"])
        table = positions(batch.tokens, x.shape[-1], self.dtype)
        mask = w["mask_token"].expand(*batch.decoded.shape, -1)
        x = torch.cat([x + rows(table, batch.visible), mask + rows(table, batch.decoded)], 1)
        for i in range(self.shape["decoder-depth"]):
            x = layer(w, f"decoder.layers.{i}", x, self.shape["decoder-heads"])
        x = F.layer_norm(x[:, -batch.decoded.shape[1]:], x.shape[-1:], w["decoder.norm.weight"], w["decoder.norm.bias"], 1e-6)
        return F.mse_loss(F.linear(x, w["decoder.head.weight"], w["decoder.head.bias"]), batch.targets)

    def cross_loss(self, batch, x):
        """The same of a decoder whose mask tokens attend to the visible tokens alone."""
        w, own = self.weights, "cross_decoder."
        memory = F.linear(x, w[own + "encoder_to_decoder.weight"])
        table = positions(batch.tokens, memory.shape[-1], self.dtype)
        memory = memory + rows(table, batch.visible)
        x = w[own + "mask_token"].expand(*batch.decoded.shape, -1) + rows(table, batch.decoded)
        for i in range(self.shape["decoder-depth"]):
            x = cross_layer(w, f"{own}layers.{i}", x, memory, self.shape["decoder-heads"])
        x = F.layer_norm(x, x.shape[-1:], w[own + "norm.weight"], w[own + "norm.bias"], 1e-6)
        return F.mse_loss(F.linear(x, w[own + "head.weight"], w[own + "head.bias"]), batch.targets)

    def update(self, learning_rate, options):
        """AdamW: decoupled decay on matrices and kernels, none on vectors and the mask token."""
        self.step += 1
        beta1, beta2 = options["beta1"], options["beta2"]
        with torch.no_grad():
            for name, weight in self.weights.items():
                if weight.dim() > 1 and not name.endswith("mask_token"):
                    weight.mul_(1 - learning_rate * options["weight-decay"])
                self.first[name].mul_(beta1).add_(weight.grad, alpha=1 - beta1)
                self.second[name].mul_(beta2).addcmul_(weight.grad, weight.grad, value=1 - beta2)
                mean = self.first[name] / (1 - beta1 ** self.step)
                root = (self.second[name] / (1 - beta2 ** self.step)).sqrt() + 1e-8
                weight.sub_(learning_rate * mean / root)
                weight.grad = None

    def state(self):
        """Tensors by the names of a snapshot, as float32."""
        result = {"optimizer.step": torch.tensor(self.step)}
        for name in self.names:
            result[name] = self.weights[name].detach().float()
            result["optimizer.exp_avg." + name] = self.first[name].float()
            result["optimizer.exp_avg_sq." + name] = self.second[name].float()
        return result
