// A datagram in memory: the last one that was made.
#pragma once
#include <string>

#include "../core/datagram.h"

boss::Datagram datagramOf(const std::string& bytes);
