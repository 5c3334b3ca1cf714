#pragma once
#include "state.h"

namespace boss {

/// A message from the server; the answer is its HTTP status. One whose MAC is wrong, replayed or missing is counted and
/// changes nothing else.
uint16_t receive(State& state, const RequestReader& message, Millis now);

}  // namespace boss
