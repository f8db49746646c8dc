/*
 * lanes.c - which widths this machine has, and the trainer of each.
 */
#include "config.h"

#include "base/err.h"
#include "engine/trainer_int.h"

typedef struct trainer *make_fn(const struct problem *p, size_t batch, enum optim_kind o);

typedef double peak_fn(double seconds);

peak_fn lane_peak_1, lane_peak_4, lane_peak_8, lane_peak_16;
make_fn lane_trainer_new_1, lane_trainer_new_4, lane_trainer_new_8, lane_trainer_new_16;

#ifdef LANES_X86
static int has_fma(void) { return __builtin_cpu_supports("fma") != 0; }
static int has_avx2(void) { return has_fma() && __builtin_cpu_supports("avx2"); }
static int has_avx512(void) { return has_avx2() && __builtin_cpu_supports("avx512f"); }
#endif
static int always(void) { return 1; }

static const struct { int width; const char *name; int (*has)(void); make_fn *make;
	peak_fn *peak; }
widths[] = {
	{ 1, "plain", always, lane_trainer_new_1, lane_peak_1 },
#ifdef LANES_X86
	{ 4, "fma", has_fma, lane_trainer_new_4, lane_peak_4 },
	{ 8, "avx2", has_avx2, lane_trainer_new_8, lane_peak_8 },
	{ 16, "avx512", has_avx512, lane_trainer_new_16, lane_peak_16 },
#elif defined LANES_NEON
	{ 4, "neon", always, lane_trainer_new_4, lane_peak_4 },
#endif
};
#define N_WIDTHS (sizeof widths / sizeof *widths)

int lanes_has_width(int width)
{
	for (size_t i = 0; i < N_WIDTHS; i++)
		if (widths[i].width == width)
			return widths[i].has();
	return 0;
}

int lanes_best_width(void)
{
	size_t i = N_WIDTHS - 1;

	while (!widths[i].has())
		i--;
	return widths[i].width;
}

const char *lanes_width_name(int width)
{
	for (size_t i = 0; i < N_WIDTHS; i++)
		if (widths[i].width == width)
			return widths[i].name;
	return "none";
}

struct trainer *trainer_lanes_new(const struct problem *p, int width, size_t batch,
				  enum optim_kind o, struct err *err)
{
	if (!width)
		width = lanes_best_width();
	for (size_t i = 0; i < N_WIDTHS; i++)
		if (widths[i].width == width && widths[i].has())
			return widths[i].make(p, batch, o);
	err_set(err, ERR_USAGE, "this machine has no lanes of width %d; its widest is %d",
		width, lanes_best_width());
	return NULL;
}

double engine_peak(double seconds)
{
	size_t i = N_WIDTHS - 1;

	while (!widths[i].has())
		i--;
	return widths[i].peak(seconds);
}
