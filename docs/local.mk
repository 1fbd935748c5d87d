# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += %D%/accuracy.md %D%/adding-a-wearable.md %D%/architecture.md %D%/coding-style.md %D%/demo.png %D%/demo-picture.py %D%/demo-picture.sh \
	%D%/ecg.md %D%/motion.md %D%/nordic-uart-lines.md %D%/privacy.md %D%/rehab.md %D%/storage.md %D%/testing-on-bluez.md %D%/threat-model.md %D%/trust.md
