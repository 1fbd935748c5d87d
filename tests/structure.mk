# SPDX-License-Identifier: GPL-3.0-or-later
# The rules of docs/architecture.md and docs/coding-style.md, checked on sources and objects.
TESTS += %D%/check-layers.sh %D%/check-layers-self-test.sh
EXTRA_DIST += %D%/check-layers.sh %D%/check-layers.awk %D%/check-layers-self-test.sh

.PHONY: list-recording-tests
list-recording-tests:
	@for test in $(RECORDING_TESTS); do echo $$test; done
