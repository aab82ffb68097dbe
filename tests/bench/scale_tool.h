// What the benchmarks at scale need beside the programs: a release of any size written by
// the feed's own builder, questions to a snapshot, and a program's cost.
#ifndef BENCH_SCALE_TOOL_H
#define BENCH_SCALE_TOOL_H

#include "base/str.h"

// feed FOLDER KEY ID COUNT VERSION [NUMBER...]: the release of COUNT records in which
// those numbers say VERSION; only objects that are not there are written.
int scale_feed(int count, char **arguments);
// pack FOLDER COUNT: the same records as an author's folder.
int scale_pack(int count, char **arguments);
// ask DATA ROUNDS: CPU time of questions to the reader thread.
int scale_ask(int count, char **arguments);
// switch DATA ROUNDS: from the rename of `current` to an answer of the new generation.
int scale_switch(int count, char **arguments);
// cost REPORT PROGRAM [ARGUMENT...]: runs it; CPU, memory and bytes written go to REPORT.
int scale_cost(int count, char **arguments);

#endif
