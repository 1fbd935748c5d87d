/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recordings/annotation-codes.h"

/* By code, from 0; a blank where there is none. */
static const char symbols[] = " NLRaVFJASEj/Q~ | sT*D\"=pB^t+u?![]en@xf()r";

char annotation_symbol(unsigned code)
{
	return code < sizeof symbols - 1 && symbols[code] != ' ' ? symbols[code] : '\0';
}

unsigned annotation_code(char symbol)
{
	for (unsigned code = 1; code < sizeof symbols - 1; code++) {
		if (symbols[code] == symbol && symbol != ' ')
			return code;
	}
	return 0;
}
