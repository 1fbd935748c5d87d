/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the label of a signal says that it measures.
 *
 * The labels are those of the EDF+ specification ("Standard EDF texts": the kind, a blank, the
 * sensor), of PhysioNet's records (lead names such as MLII) and of recorders that people carry.
 */
#pragma once

enum ecg_label {
	ECG_LABEL_NOT,     /* something else: EEG, EMG, breath ... */
	ECG_LABEL_UNKNOWN, /* says nothing */
	ECG_LABEL_ECG,
};

enum ecg_label ecg_label_read(const char *label);
