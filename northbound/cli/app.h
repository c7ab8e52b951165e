// `lightloom`: words of the command line to one verb and an exit code.
#pragma once

namespace lightloom::cli {

/// Runs the verb that the words name; output and errors go to the two standard streams. Returns the exit
/// code: 0 done, 1 refused or infeasible, 2 bad usage or input, 3 could not ask.
int run(int count, const char* const* words);

}  // namespace lightloom::cli
