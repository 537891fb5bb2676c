#!/usr/bin/env python3
"""predict.py EXPORTED BATCH OUT: what an exported model predicts of a recorded batch, in float64, by the names of Hugging Face alone.

EXPORTED is a folder of `export --to huggingface`, BATCH a file of a run's batches/, OUT gets `prediction` [batch, decoded, pixels].
"""
import json
import os
import sys

import torch
import torch.nn.functional as F

import model
import safetensors_file

PARTS = {
    "attention.attention.q_bias": "attn.q_bias", "attention.attention.v_bias": "attn.v_bias",
    "attention.output.dense.weight": "attn.proj.weight", "attention.output.dense.bias": "attn.proj.bias",
    "layernorm_before.weight": "norm1.weight", "layernorm_before.bias": "norm1.bias",
    "layernorm_after.weight": "norm2.weight", "layernorm_after.bias": "norm2.bias",
    "intermediate.dense.weight": "mlp.fc1.weight", "intermediate.dense.bias": "mlp.fc1.bias",
    "output.dense.weight": "mlp.fc2.weight", "output.dense.bias": "mlp.fc2.bias",
}


def layers(weights, prefix, depth):
    """A stack's weights by the names that `model.layer` reads."""
    named = {}
    for i in range(depth):
        for theirs, ours in PARTS.items():
            named[f"{i}.{ours}"] = weights[f"{prefix}.{i}.{theirs}"]
        thirds = [weights[f"{prefix}.{i}.attention.attention.{third}.weight"] for third in ("query", "key", "value")]
        named[f"{i}.attn.qkv.weight"] = torch.cat(thirds)
    return named


def predict(weights, shape, batch):
    """The decoder's prediction of the decoded tokens."""
    kernel = weights["videomae.embeddings.patch_embeddings.projection.weight"].permute(0, 2, 3, 4, 1).flatten(1)
    x = F.linear(batch.seen, kernel, weights["videomae.embeddings.patch_embeddings.projection.bias"])
    x = x + model.rows(model.positions(batch.tokens, x.shape[-1], x.dtype), batch.visible)
    encoder = layers(weights, "videomae.encoder.layer", shape["num_hidden_layers"])
    for i in range(shape["num_hidden_layers"]):
        x = model.layer(encoder, str(i), x, shape["num_attention_heads"])
    x = F.layer_norm(x, x.shape[-1:], weights["videomae.layernorm.weight"], weights["videomae.layernorm.bias"], 1e-6)
    x = F.linear(x, weights["encoder_to_decoder.weight"])
    table = model.positions(batch.tokens, x.shape[-1], x.dtype)
    mask = weights["mask_token"].expand(*batch.decoded.shape, -1)
    x = torch.cat([x + model.rows(table, batch.visible), mask + model.rows(table, batch.decoded)], 1)
    decoder = layers(weights, "decoder.decoder_layers", shape["decoder_num_hidden_layers"])
    for i in range(shape["decoder_num_hidden_layers"]):
        x = model.layer(decoder, str(i), x, shape["decoder_num_attention_heads"])
    x = x[:, -batch.decoded.shape[1]:]
    x = F.layer_norm(x, x.shape[-1:], weights["decoder.norm.weight"], weights["decoder.norm.bias"], 1e-6)
    return F.linear(x, weights["decoder.head.weight"], weights["decoder.head.bias"])


def main(exported, recorded, out):
    with open(os.path.join(exported, "config.json")) as file:
        shape = json.load(file)
    weights = {name: tensor.double() for name, tensor in safetensors_file.read(os.path.join(exported, "model.safetensors")).items()}
    cut = {"tubelet-frames": shape["tubelet_size"], "patch-size": shape["patch_size"]}
    batch = model.Batch(safetensors_file.read(recorded), cut, torch.float64)
    safetensors_file.write(out, {"prediction": predict(weights, shape, batch).float()})


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
