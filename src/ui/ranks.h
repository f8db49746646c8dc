/*
 * ranks.h - the program as one of several, started together by mpirun.
 *
 * Rank 0 is the program; the others train for it (run/crew.h).  There are two of this: in
 * reroll (ranks_hand.c) it knows no MPI, and hands over to the program reroll-mpi beside it, in
 * which (ranks_mpi.c) it does.  So nobody who has one machine links, loads or needs MPI, and
 * `mpirun -n 4 reroll run` is all that others type.
 */
#ifndef UI_RANKS_H
#define UI_RANKS_H

struct crew;
struct err;

/* By the environment of the launchers of Open MPI and MPICH and their kin: this process is one
 * of so many; 1: it is not one of several. */
int ranks_launched(void);
int ranks_number(void);		/* which: from 0 */
/*
 * Of several only: *rank, and a crew whose pack and unpack the caller fills in.  Another
 * program may be running when it returns.  An error on rank 0 is for it to tell; *rank is
 * known then, too.
 */
int ranks_begin(char **argv, struct crew **crew, int *rank, struct err *err);
/* The last call, of every rank; the others know by now (crew_end). */
void ranks_end(void);

#endif
