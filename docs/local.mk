# SPDX-License-Identifier: GPL-3.0-or-later
EXTRA_DIST += %D%/architecture.md %D%/coding-style.md %D%/ecg.md %D%/storage.md
