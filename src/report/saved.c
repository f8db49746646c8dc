/*
 * saved.c - what of the runs so far is in a session.
 */
#include "base/say.h"
#include "report/report_int.h"

/* Of the runs made before, only those that the statistics keep whole can be saved. */
void report_saved(const struct lab *lab, const char *path, struct str *out)
{
	uint64_t made = 0, kept = lab_saved_runs(lab);

	for (size_t i = 0; i < lab_entries(lab); i++)
		made += stats_runs(lab_entry(lab, i)->stats);
	str_addf(out, "saved to %s: ", path);
	if (made) {
		str_add(out, kept == made ? "all " : "");
		say_count(out, kept);
		if (kept != made) {
			str_add(out, " of ");
			say_count(out, made);
		}
		str_add(out, made == 1 ? " run so far, and " : " runs so far, and ");
	}
	if (lab_rec_cap(lab) == UINT64_MAX) {
		str_add(out, "every run from now on");
	} else {
		str_add(out, "from now on the first ");
		say_count(out, lab_rec_cap(lab));
		str_add(out, " runs of each condition");
	}
	if (kept < made)
		str_add(out, "; the others are in the statistics only");
}
