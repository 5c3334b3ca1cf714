#include "buttons.h"

#include "apart.h"
#include "press.h"

namespace boss {

APART static Hold& holdOf(State& state, Button button) {
  return state.holds[static_cast<uint8_t>(button)];
}

Millis actsAfter(Button button) {
  return button == Button::unlock ? DEFAULT_FROM : button == Button::release ? RELEASE_FROM : BLOCK_FROM;
}

static Action heldAction(Button button) {
  return button == Button::unlock    ? Action::byDefault
         : button == Button::release ? Action::release
                                     : Action::block;
}

void buttonDown(State& state, Button button, Millis now) {
  Hold& hold = holdOf(state, button);
  if (hold.isDown) return;
  hold.isDown = true;
  hold.hasActed = false;
  hold.order = ++state.holdOrder;
  hold.downAt = now;
  hold.headSince = state.headSince;
  hold.hasHead = state.hasShown && state.shown.hasHead;
  if (button == Button::unlock) memcpy(state.heldUuid, state.shown.head.uuid, UUID);
}

void actHeld(State& state, Millis now) {
  for (;;) {
    int8_t first = -1;
    for (uint8_t at = 0; at < BUTTONS; ++at) {
      const Hold& hold = state.holds[at];
      if (!hold.isDown || hold.hasActed || now - hold.downAt < actsAfter(static_cast<Button>(at))) continue;
      if (first < 0 || static_cast<int8_t>(hold.order - state.holds[first].order) < 0) first = static_cast<int8_t>(at);
    }
    if (first < 0) return;
    Hold& hold = state.holds[first];
    hold.hasActed = true;
    hold.deed = makePress(state, heldAction(static_cast<Button>(first)), now);
  }
}

/// An unlock answers the head that was shown half a second before the press, never one that slid into its place.
static Deed unlock(State& state, const Hold& hold, Millis now) {
  if (hold.hasHead && hold.downAt - hold.headSince >= SHOWN_FOR) return makePress(state, Action::unlock, now);
  startFlash(state, Flash::ignored, now);
  return {Action::nothing, hold.hasHead ? Why::tooYoung : Why::nothingWaits};
}

bool buttonUp(State& state, Button button, Millis now, Deed& deed) {
  actHeld(state, now);
  Hold& hold = holdOf(state, button);
  if (!hold.isDown) return false;
  hold.isDown = false;
  if (hold.hasActed) deed = hold.deed;
  else if (button != Button::unlock || now - hold.downAt < UNLOCK_FROM) deed = {Action::nothing, Why::tooShort};
  else deed = unlock(state, hold, now);
  return true;
}

uint8_t Debouncer::sample(uint8_t levels) {
  const uint8_t differs = levels ^ levels_;
  uint8_t changed = 0, bit = 1;
  for (uint8_t& count : counts_) {
    if ((differs & bit) == 0) {
      count = 0;
    } else if (++count == SETTLED) {
      count = 0;
      changed |= bit;
    }
    bit = static_cast<uint8_t>(bit << 1);
  }
  levels_ ^= changed;
  return changed;
}

}  // namespace boss
