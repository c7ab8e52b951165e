// The command line as it is typed: what it prints, and its exit code.
#pragma once

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <iostream>
#include <string>
#include <vector>

#include "northbound/cli/app.h"

namespace lightloom::cli::typed {

struct Ran {
  int exit = 0;
  std::string out, err;
  boost::json::value json() const { return boost::json::parse(out); }
};

/// `lightloom WORDS...` in this process.
inline Ran type(const std::vector<std::string>& words) {
  std::vector<const char*> typed{"lightloom"};
  for (const auto& word : words) typed.push_back(word.c_str());
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Ran ran;
  ran.exit = run(static_cast<int>(typed.size()), typed.data());
  std::cout.flush();
  ran.out = testing::internal::GetCapturedStdout();
  ran.err = testing::internal::GetCapturedStderr();
  return ran;
}

}  // namespace lightloom::cli::typed
