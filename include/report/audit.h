/*
 * audit.h - what an audit has found (trainer/audit.h), as a table and sentences, or as JSON.
 *
 * Each sentence speaks of the runs that were made and of no others.  Safe to show.
 */
#ifndef REPORT_AUDIT_H
#define REPORT_AUDIT_H

struct audit;
struct str;

void report_audit(const struct audit *a, struct str *out);
void report_audit_json(const struct audit *a, struct str *out);

#endif
