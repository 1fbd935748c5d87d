# SPDX-License-Identifier: GPL-3.0-or-later
"""Boosted trees of fixed depth (complete_trees.c) for numpy."""

import ctypes
import os
import subprocess

import numpy as np

import tree_tables

BINS = 32


class Settings(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int32) for name in
                ("rows", "features", "classes", "rounds", "depth", "bins", "seed")]
    _fields_ += [(name, ctypes.c_float) for name in ("rate", "l2", "least_hessian", "column_share", "row_share")]


def build(library):
    """To be called once, before anything is forked."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "complete_trees.c")
    subprocess.check_call(["gcc", "-std=gnu11", "-O3", "-fno-math-errno", "-fPIC", "-shared", source, "-lm", "-o", library])


def levels_of(x):
    """For each feature, the levels between its bins."""
    some = x[::max(1, len(x) // 40000)]
    shares = np.linspace(0, 1, BINS + 1)[1:-1]
    return [np.unique(np.quantile(some[:, i], shares)).astype(np.float32) for i in range(x.shape[1])]


def bins_of(x, levels):
    """[features, rows]"""
    out = np.empty((x.shape[1], len(x)), np.uint8)
    for i, of in enumerate(levels):
        out[i] = np.searchsorted(of, x[:, i], side="left")
    return out


def pointer(array):
    return ctypes.c_void_p(array.ctypes.data)


class Work(ctypes.Structure):
    _fields_ = [(name, ctypes.c_void_p) for name in
                ("score", "p", "gradient", "hessian", "histogram", "node", "picked", "column")]


class Trees:
    """classes 1: log odds of class 1 against 0; else log likelihoods, less a constant."""

    def __init__(self, library, **settings):
        self.engine, self.settings = ctypes.CDLL(library), Settings(bins=BINS, **settings)

    def fit(self, bins, y, weight):
        s = self.settings
        bins, y = np.ascontiguousarray(bins), np.ascontiguousarray(y, np.int8)
        weight = np.ascontiguousarray(weight * (len(y) / weight.sum()), np.float32)
        s.features, s.rows = bins.shape
        share = np.array([weight[y == k].sum() for k in range(max(s.classes, 2))]) / weight.sum()
        self.start = np.log(share[1:] / share[:1] if s.classes == 1 else share).astype(np.float32)
        shape, splits = (s.rounds, s.classes), 2 ** s.depth - 1
        self.feature, self.level = np.zeros((*shape, splits), np.int16), np.zeros((*shape, splits), np.uint8)
        self.leaf = np.zeros((*shape, splits + 1), np.float32)
        sizes = [(s.rows * s.classes, np.float32)] * 2 + [(s.rows, np.float32)] * 2
        sizes += [(2 * s.bins << s.depth, np.float32), (s.rows, np.int32), (s.rows, np.int32), (s.features, np.int32)]
        room = [np.empty(*size) for size in sizes]
        work = Work(*(array.ctypes.data for array in room))
        self.engine.trees_fit(ctypes.byref(s), ctypes.byref(work), pointer(bins), pointer(y), pointer(weight), pointer(self.start),
                              pointer(self.feature), pointer(self.level), pointer(self.leaf))
        return self

    def score(self, bins):
        """[rows, classes]"""
        bins = np.ascontiguousarray(bins)
        out = np.zeros((bins.shape[1], self.settings.classes), np.float32)
        self.engine.trees_score(ctypes.byref(self.settings), pointer(bins), ctypes.c_long(bins.shape[1]),
                                pointer(self.start), pointer(self.feature), pointer(self.level), pointer(self.leaf),
                                pointer(out))
        return out

    def scores(self, levels, shift=0):
        """(base, trees) of each class, for tree_tables.py; shift: added to the bases."""
        shifts = np.broadcast_to(shift, self.settings.classes)
        return [(float(self.start[k] + shifts[k]),
                 [tree_tables.of_complete(feature, [levels[f][b] if f >= 0 else 0 for f, b in zip(feature, level)],
                                          leaf)
                  for feature, level, leaf in zip(self.feature[:, k], self.level[:, k], self.leaf[:, k])])
                for k in range(self.settings.classes)]
