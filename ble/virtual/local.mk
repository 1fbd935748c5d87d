# SPDX-License-Identifier: GPL-3.0-or-later
# added with the folder's first file
