"""The network of `crawler.entities.encoder` in PyTorch, to train it: the same names for the same numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as fn

from crawler.entities.encoder import LORA
from crawler.entities.pretrained import Pretrained
from crawler.entities.tag_windows import UNTOLD
from crawler.entities.tags import TAGS

RANK = 16
_TOLD = 32  # numbers that the last layer gets of what the rules say of a word
_DROPPED = 0.1  # the share of numbers that are left out in training, of the first states and the last


class Low(nn.Linear):
    """A matrix that stays as it is, and its low-rank change."""

    def __init__(self, pretrained: Pretrained, name: str, width: int, out: int) -> None:
        super().__init__(width, out)
        self.weight = nn.Parameter(torch.from_numpy(pretrained.matrix(f"{name}.w", width)), requires_grad=False)
        self.bias = nn.Parameter(_vector(pretrained, f"{name}.b"))
        self.A = nn.Parameter(torch.randn(RANK, width) / math.sqrt(width))
        self.B = nn.Parameter(torch.zeros(out, RANK))

    def forward(self, states: Tensor) -> Tensor:
        return fn.linear(states, self.weight, self.bias) + LORA * fn.linear(fn.linear(states, self.A), self.B)


class Layer(nn.Module):
    """One of the encoder's."""

    def __init__(self, pretrained: Pretrained, number: int) -> None:
        super().__init__()
        width, inner, name = pretrained.width, pretrained.inner, f"l{number}"
        self.q, self.k, self.v = (Low(pretrained, f"{name}.{part}", width, width) for part in "qkv")
        self.ao = Low(pretrained, f"{name}.ao", width, width)
        self.fi, self.fo = Low(pretrained, f"{name}.fi", width, inner), Low(pretrained, f"{name}.fo", inner, width)
        self.aln, self.oln = _norm(pretrained, f"{name}.aln"), _norm(pretrained, f"{name}.oln")
        self._heads = pretrained.heads

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        count, size, width = states.shape
        split = (part(states).view(count, size, self._heads, -1).transpose(1, 2) for part in (self.q, self.k, self.v))
        taken = fn.scaled_dot_product_attention(*split, attn_mask=mask)
        states = self.aln(states + self.ao(taken.transpose(1, 2).reshape(count, size, width)))
        return self.oln(states + self.fo(fn.gelu(self.fi(states))))


class Network(nn.Module):
    """All of it: from pieces to the tags of words."""

    def __init__(self, pretrained: Pretrained) -> None:
        super().__init__()
        width = pretrained.width
        self._pretrained = pretrained
        self._positions = _vector(pretrained, "emb.pos").view(-1, width)
        self.typ = nn.Parameter(_vector(pretrained, "emb.type")[:width])
        self.eln = _norm(pretrained, "emb.ln")
        self.layers = nn.ModuleList(Layer(pretrained, number) for number in range(pretrained.layers))
        self.rule, self.rule2 = nn.Embedding(UNTOLD + 1, width), nn.Embedding(UNTOLD + 1, _TOLD)
        nn.init.normal_(self.rule.weight, std=0.02)
        self.head = nn.Linear(width + _TOLD, len(TAGS))

    def forward(self, pieces: Tensor, told: Tensor, present: Tensor, words: Tensor) -> Tensor:
        """Rows of seven numbers for the words; the arguments have a row for each window."""
        read = self._pretrained.embeddings(pieces.numpy().ravel().astype(np.int64))
        states = torch.from_numpy(read).view(*pieces.shape, -1) + self._positions[: pieces.shape[1]]
        states = fn.dropout(self.eln(states + self.typ + self.rule(told)), _DROPPED, self.training)
        for layer in self.layers:
            states = layer(states, present[:, None, None, :])
        states = fn.dropout(states[words], _DROPPED, self.training)
        return self.head(torch.cat([states, self.rule2(told[words])], 1))


def _norm(pretrained: Pretrained, name: str) -> nn.LayerNorm:
    norm = nn.LayerNorm(pretrained.width, eps=1e-12)
    norm.load_state_dict({"weight": _vector(pretrained, f"{name}.w"), "bias": _vector(pretrained, f"{name}.b")})
    return norm


def _vector(pretrained: Pretrained, name: str) -> Any:
    return torch.from_numpy(pretrained.vector(name).copy())
