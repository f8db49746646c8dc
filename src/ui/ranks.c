/* ranks.c - was this program started as one of several?  See ranks.h. */
#include "ranks.h"

#include <stdlib.h>

/* A whole number from the environment, or -1. */
static int number(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long v;

	if (!text || *text < '0' || *text > '9')
		return -1;
	v = strtol(text, &end, 10);
	return *end || v > 1000000 ? -1 : (int)v;
}

/* Open MPI; MVAPICH; MPICH, Intel and Slurm's PMI. */
int ranks_launched(void)
{
	static const char *const size[] = { "OMPI_COMM_WORLD_SIZE", "MV2_COMM_WORLD_SIZE", "PMI_SIZE" };

	for (size_t i = 0; i < sizeof size / sizeof *size; i++)
		if (number(size[i]) > 0)
			return number(size[i]);
	return 1;
}

int ranks_number(void)
{
	static const char *const rank[] = { "OMPI_COMM_WORLD_RANK", "MV2_COMM_WORLD_RANK", "PMI_RANK" };

	for (size_t i = 0; i < sizeof rank / sizeof *rank; i++)
		if (number(rank[i]) >= 0)
			return number(rank[i]);
	return 0;
}
