// SPDX-License-Identifier: MIT
// The C library's settings for its own heap, which Swift's module of that library leaves out.
#include <malloc.h>
