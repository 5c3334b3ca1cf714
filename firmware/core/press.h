#pragma once
#include "state.h"

namespace boss {

void startFlash(State& state, Flash flash, Millis now);
/// Signs a press and puts it on its way. A block overtakes whatever is on its way; nothing else does.
Deed makePress(State& state, Action action, Millis now);
bool isPressDue(const State& state, Millis now);
/// Gives up a press that was on its way for too long.
void endOldPress(State& state, Millis now);
/// How a message to the server went. Only a state ends a press; this only says when to send it again.
void posted(State& state, ServerPath path, uint16_t outcome, Millis now);

}  // namespace boss
