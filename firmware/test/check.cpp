#include "check.h"

static Test* first = nullptr;
static Test** last = &first;
static int failed = 0;

Test::Test(const char* says, void (*does)()) : sentence(says), body(does), next(nullptr) {
  *last = this;
  last = &next;
}

void failCheck(const char* file, int line, const char* what) {
  ++failed;
  std::printf("  %s:%d: not so: %s\n", file, line, what);
}

int main() {
  int tests = 0, broken = 0;
  for (const Test* test = first; test != nullptr; test = test->next, ++tests) {
    failed = 0;
    test->body();
    if (failed == 0) continue;
    ++broken;
    std::printf("FAILED: %s\n", test->sentence);
  }
  std::printf("%d tests, %d failed\n", tests, broken);
  return broken == 0 ? 0 : 1;
}
