/*
 * cost.c - how long runs take that are not ours, before they are begun.
 */
#include <inttypes.h>
#include <math.h>

#include "base/str.h"
#include "lab/lab_view.h"
#include "report/report.h"

void report_duration(double seconds, struct str *out)
{
	static const struct { double size; const char *name; } unit[] = { { 86400, "day" }, { 3600, "hour" }, { 60, "minute" } };

	for (size_t i = 0; i < sizeof unit / sizeof *unit; i++) {
		double n = seconds / unit[i].size, shown = n < 9.95 && i < 2 ? round(n * 10) / 10 : round(n);

		if (n < 1.5)
			continue;
		str_addf(out, "%g %ss", shown, unit[i].name);
		return;
	}
	if (seconds < 1)
		str_addf(out, "%.2g s", seconds);
	else
		str_addf(out, seconds < 9.95 ? "%.1f s" : "%.0f s", seconds);
}

int report_cost(const struct lab *lab, uint64_t runs, struct str *out)
{
	int workers = lab_workers(lab);

	if (!lab_drives(lab) || !(lab_run_seconds(lab) > 0) || !runs)
		return 0;
	str_addf(out, "%" PRIu64 " run%s of ", runs, runs == 1 ? "" : "s");
	report_duration(lab_run_seconds(lab), out);
	str_addf(out, " on %d worker%s: about ", workers, workers == 1 ? "" : "s");
	report_duration(lab_runs_take(lab, runs), out);
	return 1;
}

#define WORTH_SECONDS .1	/* of a run: below it a rate says more */

int report_time_left(const struct lab *lab, struct str *out)
{
	const struct lab_entry *e = lab_current(lab);
	struct lab_study study;
	uint64_t done, all;

	if (!e || !lab_drives(lab) || !(lab_run_seconds(lab) > WORTH_SECONDS) || !lab_trains(lab, e))
		return 0;
	if (lab_study(lab, &study)) {
		done = study.done;
		all = study.all;
	} else {
		done = shard_below(lab_shard(lab), e->delivered);
		all = shard_below(lab_shard(lab), e->limit);
	}
	if (done >= all)
		return 0;
	str_add(out, "about ");
	report_duration(lab_runs_take(lab, all - done), out);
	str_add(out, " left");
	return 1;
}
