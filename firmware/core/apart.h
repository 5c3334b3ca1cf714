// A function with a frame and a place of its own: a call of it is shorter than its body at each of its callers, and
// what it keeps on the stack is gone when they go on.
#pragma once

#define APART __attribute__((noinline))
