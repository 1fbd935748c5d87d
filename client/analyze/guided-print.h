/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result of a guided test; name: of the file or the person. */
#pragma once

#include "client/analyze/guided-session.h"

void ht_guided_print_json(const HtGuidedResult *result, const char *name);
void ht_guided_print_text(const HtGuidedResult *result, const char *name);
