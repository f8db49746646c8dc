/*
 * ranks_mpi.c - MPI behind one door: how the messages of a crew travel.
 *
 * A message is a head, and a body where it has one, in pieces that an int can count.  Sending
 * never waits for the other side's wishes: while MPI is not done with what we send, we take in
 * what is sent to us and keep it, so that two that send to each other both come to an end.
 * Nothing here spins: receiving is by looking, and who looks sleeps in between (crew_nap).
 *
 * Where a rank dies, MPI ends the job.  What rank 0 had saved is in its session by then.
 */
#include <mpi.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/xalloc.h"
#include "ranks.h"
#include "run/crew.h"

#define PIECE ((size_t)1 << 30)
enum { TAG_HEAD = 1, TAG_BODY };

struct head { uint64_t kind, bytes; };

struct message {
	struct message *next;
	int from;
	enum crew_kind kind;
	void *bytes;
	size_t n;
};

struct ranks {
	struct crew crew;	/* first: a crew is its ranks */
	struct message *first, **end;	/* that came while we sent */
};

static struct ranks *of(struct crew *c)
{
	return (struct ranks *)c;
}

/* Its body is on its way: whoever sent the head has sent that, too. */
static struct message *receive(int from)
{
	struct message *m = xcalloc(1, sizeof *m);
	struct head h;

	MPI_Recv(&h, sizeof h, MPI_BYTE, from, TAG_HEAD, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	m->from = from;
	m->kind = (enum crew_kind)h.kind;
	m->n = (size_t)h.bytes;
	m->bytes = xmalloc(m->n + 1);
	for (size_t at = 0; at < m->n; at += PIECE)
		MPI_Recv((char *)m->bytes + at, (int)(m->n - at < PIECE ? m->n - at : PIECE), MPI_BYTE, from, TAG_BODY,
			 MPI_COMM_WORLD, MPI_STATUS_IGNORE);
	return m;
}

/* The next head that lies here, received whole, or NULL. */
static struct message *look(void)
{
	MPI_Status st;
	int is_there;

	MPI_Iprobe(MPI_ANY_SOURCE, TAG_HEAD, MPI_COMM_WORLD, &is_there, &st);
	return is_there ? receive(st.MPI_SOURCE) : NULL;
}

static void keep(struct ranks *r, struct message *m)
{
	*r->end = m;
	r->end = &m->next;
}

static void send(struct crew *c, int to, enum crew_kind kind, const void *bytes, size_t n)
{
	struct head h = { kind, n };
	size_t pieces = (n + PIECE - 1) / PIECE, done = 0;
	MPI_Request *q = xcalloc(pieces + 1, sizeof *q);
	struct timespec t = { 0, 20000 };
	int all = 0;

	MPI_Isend(&h, sizeof h, MPI_BYTE, to, TAG_HEAD, MPI_COMM_WORLD, &q[0]);
	for (size_t i = 0; i < pieces; i++, done += PIECE)
		MPI_Isend((const char *)bytes + done, (int)(n - done < PIECE ? n - done : PIECE), MPI_BYTE, to, TAG_BODY,
			  MPI_COMM_WORLD, &q[i + 1]);
	while (MPI_Testall((int)pieces + 1, q, &all, MPI_STATUSES_IGNORE), !all) {
		struct message *m = look();

		if (m)
			keep(of(c), m);
		else
			nanosleep(&t, NULL);
	}
	free(q);
}

static int take(struct crew *c, int *from, enum crew_kind *kind, void **bytes, size_t *n)
{
	struct ranks *r = of(c);
	struct message *m = r->first;

	if (m) {
		r->first = m->next;
		if (!r->first)
			r->end = &r->first;
	} else {
		m = look();
	}
	if (!m)
		return 0;
	*from = m->from;
	*kind = m->kind;
	*bytes = m->bytes;
	*n = m->n;
	free(m);
	return 1;
}

static const struct crew_ops ops = { send, take };

int ranks_begin(char **argv, struct crew **crew, int *rank, struct err *err)
{
	static struct ranks ranks;
	int level, size;

	(void)argv;
	*crew = NULL;
	*rank = ranks_number();
	if (MPI_Init_thread(NULL, NULL, MPI_THREAD_SERIALIZED, &level) != MPI_SUCCESS)
		return err_set(err, ERR_STATE, "MPI does not start");
	MPI_Comm_rank(MPI_COMM_WORLD, rank);
	MPI_Comm_size(MPI_COMM_WORLD, &size);
	if (level < MPI_THREAD_SERIALIZED)
		return err_set(err, ERR_STATE, "this MPI cannot be called from another thread than the first");
	ranks.crew = (struct crew){ .ops = &ops, .n = size - 1 };
	ranks.end = &ranks.first;
	*crew = &ranks.crew;
	return 0;
}

void ranks_end(void)
{
	MPI_Finalize();
}
