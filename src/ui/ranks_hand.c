/*
 * ranks_hand.c - without MPI: one of several hands over to reroll-mpi; see ranks.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/str.h"
#include "ranks.h"

/* The folder of this program; BINDIR where the system does not say. */
static void folder(struct str *out)
{
	char self[4096];
	ssize_t n = readlink("/proc/self/exe", self, sizeof self);
	const char *slash = n > 0 && (size_t)n < sizeof self ? memrchr(self, '/', (size_t)n) : NULL;

	if (slash)
		str_addn(out, self, (size_t)(slash - self));
	else
		str_add(out, BINDIR);
}

int ranks_begin(char **argv, struct crew **crew, int *rank, struct err *err)
{
	struct str path = STR_INIT;

	*crew = NULL;
	*rank = ranks_number();
	folder(&path);
	str_add(&path, "/reroll-mpi");
	execv(path.s, argv);
	err_set(err, ERR_STATE, "started as one of %d, and %s: %s; this reroll was built without MPI, see --shard",
		ranks_launched(), path.s, strerror(errno));
	str_release(&path);
	return ERR_STATE;
}

void ranks_end(void)
{
}
