/*
 * news.c - what the lab tells, to whom.
 */
#include "lab/lab_int.h"

void lab_tell(struct lab *lab, const struct lab_news *news)
{
	if (lab->cfg.listener.news)
		lab->cfg.listener.news(lab->cfg.listener.arg, news);
}
