// A test is a sentence and a body; a check that fails says where.
#pragma once
#include <cstdio>

struct Test {
  Test(const char* sentence, void (*body)());
  const char* sentence;
  void (*body)();
  Test* next;
};

void failCheck(const char* file, int line, const char* what);

#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define TEST(sentence)                                             \
  static void JOIN(body, __LINE__)();                              \
  static Test JOIN(test, __LINE__)(sentence, JOIN(body, __LINE__)); \
  static void JOIN(body, __LINE__)()
#define CHECK(what) ((what) ? void() : failCheck(__FILE__, __LINE__, #what))
