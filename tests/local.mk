# Tests: each area adds its own fragment.
EXTRA_DIST += %D%/fuzz/replay-main.c
