/*
 * peer_blas.c - a tuned loop in plain C over a BLAS: what a good programmer
 * writes who needs one network trained fast.
 *
 *     peer_blas DIR SECONDS      (data as `reroll bench` writes it)
 *
 * Each product goes to cblas_sgemm or to plain loops, whichever is faster for its
 * shape: both are tried before the clock starts.  Everything else is loops that the
 * compiler vectorises (built with -O3 -march=native -ffast-math).  Dense nets only.
 * Shares no code with reroll.  Prints seconds per run, the mean final loss, how many
 * runs, and processor seconds per run.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cblas.h>

enum { MAX_LAYERS = 8 };

static int rows, features, outputs, batch, epochs, layers;
static int width[MAX_LAYERS + 1], relu[MAX_LAYERS], tanhs[MAX_LAYERS];
static int adam, loss_kind;	/* 0 mse, 1 bce, 2 cross-entropy */
static float lr;
static float *x, *y, *w, *g, *m, *v, *act[MAX_LAYERS + 1], *delta[MAX_LAYERS + 1];
static size_t at_w[MAX_LAYERS], at_b[MAX_LAYERS], params;
static int *order;
static unsigned long long state = 88172645463325252ull;

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double processor(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static unsigned draw(void)		/* xorshift64* (Vigna 2016) */
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (unsigned)((state * 2685821657736338717ull) >> 32);
}

static void *room(size_t n)
{
	void *p = aligned_alloc(64, (n * sizeof(float) + 63) / 64 * 64 + 64);

	if (!p)
		exit(1);
	memset(p, 0, n * sizeof *p);	/* no subnormal rubbish while products are tried */
	return p;
}

static float *read_floats(const char *dir, const char *name, size_t n)
{
	char path[512];
	float *p = room(n);
	FILE *f;

	snprintf(path, sizeof path, "%s/%s", dir, name);
	f = fopen(path, "rb");
	if (!f || fread(p, sizeof *p, n, f) != n)
		exit(1);
	fclose(f);
	return p;
}

static void read_spec(const char *dir)
{
	char path[512], line[512];
	FILE *f;

	snprintf(path, sizeof path, "%s/spec", dir);
	f = fopen(path, "r");
	if (!f)
		exit(1);
	while (fgets(line, sizeof line, f)) {
		sscanf(line, "rows %d", &rows);
		sscanf(line, "features %d", &features);
		sscanf(line, "outputs %d", &outputs);
		sscanf(line, "batch %d", &batch);
		sscanf(line, "epochs %d", &epochs);
		sscanf(line, "lr %f", &lr);
		if (!strncmp(line, "optimizer ", 10))
			adam = !strncmp(line + 10, "adam", 4);
		if (!strncmp(line, "loss ", 5))
			loss_kind = line[5] == 'm' ? 0 : line[5] == 'b' ? 1 : 2;
		if (!strncmp(line, "model ", 6))
			for (char *s = strtok(line + 6, ","); s; s = strtok(NULL, ",")) {
				int units;

				if (sscanf(s, " dense %d", &units) != 1) {
					fprintf(stderr, "dense nets only\n");
					exit(1);
				}
				relu[layers] = strstr(s, "relu") != NULL;
				tanhs[layers] = strstr(s, "tanh") != NULL;
				width[++layers] = units;
			}
	}
	fclose(f);
	width[0] = features;
}

/*
 * The three products of a layer, each by plain loops or by sgemm, whichever was faster
 * for its shape when both were tried.
 */
enum kind { PLAIN, TA, TB, KINDS };
static int by_sgemm[KINDS][MAX_LAYERS];

/* PLAIN  C (m, n) = A (m, k) B (k, n)
 * TA     C (m, n) = A' B   with A (k, m), B (k, n)
 * TB     C (m, n) = A B'   with A (m, k), B (n, k) */
static void loops(enum kind kind, int M, int N, int K, const float *restrict a,
		  const float *restrict b, float *restrict c)
{
	if (kind == TB) {
		for (int i = 0; i < M; i++)
			for (int j = 0; j < N; j++) {
				float s = 0;

				for (int k = 0; k < K; k++)
					s += a[i * K + k] * b[j * K + k];
				c[i * N + j] = s;
			}
		return;
	}
	memset(c, 0, (size_t)M * (size_t)N * sizeof *c);
	if (kind == PLAIN)
		for (int i = 0; i < M; i++)
			for (int k = 0; k < K; k++)
				for (int j = 0; j < N; j++)
					c[i * N + j] += a[i * K + k] * b[k * N + j];
	else
		for (int k = 0; k < K; k++)
			for (int i = 0; i < M; i++)
				for (int j = 0; j < N; j++)
					c[i * N + j] += a[k * M + i] * b[k * N + j];
}

static void sgemm(enum kind kind, int M, int N, int K, const float *a, const float *b, float *c)
{
	cblas_sgemm(CblasRowMajor, kind == TA ? CblasTrans : CblasNoTrans,
		    kind == TB ? CblasTrans : CblasNoTrans, M, N, K, 1, a, kind == TA ? M : K,
		    b, kind == TB ? K : N, 0, c, N);
}

static void product(enum kind kind, int layer, int M, int N, int K, const float *a, const float *b,
		    float *c)
{
	(by_sgemm[kind][layer] ? sgemm : loops)(kind, M, N, K, a, b, c);
}

/* Try both for every product; each by the best of five, as long as it takes to tell. */
static void choose(void)
{
	for (int l = 0; l < layers; l++)
		for (enum kind kind = PLAIN; kind < KINDS; kind++) {
			const int in = width[l], out = width[l + 1];
			const int M = kind == TA ? in : batch, N = kind == TB ? in : out;
			const int K = kind == PLAIN ? in : kind == TA ? batch : out;
			const float *a = kind == TB ? delta[l + 1] : act[l];
			const float *b = kind == TA ? delta[l + 1] : w + at_w[l];
			float *c = kind == PLAIN ? act[l + 1] : kind == TA ? g + at_w[l] : delta[l];
			const long turns = 1 + 2000000 / ((long)M * N * K);
			double best[2] = { 1e9, 1e9 };

			for (int try = 0; try < 10; try++) {
				double t = now();

				for (long i = 0; i < turns; i++)
					(try % 2 ? sgemm : loops)(kind, M, N, K, a, b, c);
				t = now() - t;
				best[try % 2] = t < best[try % 2] ? t : best[try % 2];
			}
			by_sgemm[kind][l] = best[1] < best[0];
		}
}

static float loss_and_delta(int B, const float *t)
{
	float *o = act[layers], *d = delta[layers], sum = 0, scale = 1.0f / (float)B;

	if (loss_kind == 2) {
		for (int r = 0; r < B; r++, o += outputs, d += outputs, t += outputs) {
			float top = o[0], z = 0;

			for (int j = 1; j < outputs; j++)
				top = o[j] > top ? o[j] : top;
			for (int j = 0; j < outputs; j++)
				z += d[j] = expf(o[j] - top);
			for (int j = 0; j < outputs; j++) {
				sum += t[j] * (logf(z) - (o[j] - top));
				d[j] = (d[j] / z - t[j]) * scale;
			}
		}
		return sum;
	}
	for (int i = 0; i < B * outputs; i++) {
		float e = o[i] - t[i];

		if (loss_kind == 0) {
			sum += e * e / (float)outputs;
			d[i] = 2 * e * scale / (float)outputs;
		} else {
			float a = expf(-fabsf(o[i]));

			sum += fmaxf(o[i], 0) - o[i] * t[i] + log1pf(a);
			d[i] = ((o[i] < 0 ? a : 1) / (1 + a) - t[i]) * scale;
		}
	}
	return sum;
}

static void step(long t)
{
	float rate = adam ? lr * (float)(sqrt(1 - pow(.999, (double)t)) / (1 - pow(.9, (double)t))) : lr;

	if (adam)
		for (size_t i = 0; i < params; i++) {
			m[i] = .9f * m[i] + .1f * g[i];
			v[i] = .999f * v[i] + .001f * g[i] * g[i];
			w[i] -= rate * m[i] / (sqrtf(v[i]) + 1e-7f);
		}
	else
		for (size_t i = 0; i < params; i++) {
			m[i] = .9f * m[i] - rate * g[i];
			w[i] += m[i];
		}
}

static float train_batch(int B, const int *idx, const float *target)
{
	float sum;

	for (int r = 0; r < B; r++)
		memcpy(act[0] + (size_t)r * (size_t)features, x + (size_t)idx[r] * (size_t)features,
		       (size_t)features * sizeof *x);
	for (int l = 0; l < layers; l++) {
		float *o = act[l + 1], *bias = w + at_b[l];
		int n = width[l + 1];

		product(PLAIN, l, B, n, width[l], act[l], w + at_w[l], o);
		for (int r = 0; r < B; r++)
			for (int j = 0; j < n; j++)
				o[r * n + j] += bias[j];
		if (relu[l])
			for (int i = 0; i < B * n; i++)
				o[i] = o[i] > 0 ? o[i] : 0;
		if (tanhs[l])
			for (int i = 0; i < B * n; i++)
				o[i] = tanhf(o[i]);
	}
	sum = loss_and_delta(B, target);
	for (int l = layers - 1; l >= 0; l--) {
		int n = width[l + 1];
		float *d = delta[l + 1], *db = g + at_b[l];

		if (relu[l])
			for (int i = 0; i < B * n; i++)
				d[i] = act[l + 1][i] > 0 ? d[i] : 0;
		if (tanhs[l])
			for (int i = 0; i < B * n; i++)
				d[i] *= 1 - act[l + 1][i] * act[l + 1][i];
		product(TA, l, width[l], n, B, act[l], d, g + at_w[l]);
		memset(db, 0, (size_t)n * sizeof *db);
		for (int r = 0; r < B; r++)
			for (int j = 0; j < n; j++)
				db[j] += d[r * n + j];
		if (l)
			product(TB, l, B, width[l], n, d, w + at_w[l], delta[l]);
	}
	return sum;
}

static double run(void)
{
	float *target = room((size_t)batch * (size_t)outputs);
	double sum = 0;
	long t = 0;

	for (int l = 0; l < layers; l++) {
		float limit = sqrtf(6.0f / (float)(width[l] + width[l + 1]));

		for (int i = 0; i < width[l] * width[l + 1]; i++)
			w[at_w[l] + (size_t)i] = ((float)(draw() >> 8) * 0x1p-23f - 1) * limit;
		memset(w + at_b[l], 0, (size_t)width[l + 1] * sizeof *w);
	}
	memset(m, 0, params * sizeof *m);
	memset(v, 0, params * sizeof *v);
	for (int e = 0; e < epochs; e++) {
		for (int i = 0; i < rows; i++)
			order[i] = i;
		for (int i = rows - 1; i > 0; i--) {
			int j = (int)(((unsigned long long)draw() * (unsigned)(i + 1)) >> 32), s = order[i];

			order[i] = order[j];
			order[j] = s;
		}
		sum = 0;
		for (int at = 0; at < rows; at += batch) {
			int B = rows - at < batch ? rows - at : batch;

			for (int r = 0; r < B; r++)
				memcpy(target + (size_t)r * (size_t)outputs,
				       y + (size_t)order[at + r] * (size_t)outputs,
				       (size_t)outputs * sizeof *y);
			sum += (double)train_batch(B, order + at, target);
			step(++t);
		}
	}
	free(target);
	return sum / rows;
}

int main(int argc, char **argv)
{
	double start, spent, losses = 0, cpu;
	long runs = 0;

	if (argc != 3)
		return 2;
	read_spec(argv[1]);
	x = read_floats(argv[1], "x", (size_t)rows * (size_t)features);
	y = read_floats(argv[1], "y", (size_t)rows * (size_t)outputs);
	for (int l = 0; l < layers; l++) {
		at_w[l] = params;
		params += (size_t)width[l] * (size_t)width[l + 1];
		at_b[l] = params;
		params += (size_t)width[l + 1];
	}
	for (int l = 0; l <= layers; l++) {
		act[l] = room((size_t)batch * (size_t)width[l]);
		delta[l] = room((size_t)batch * (size_t)width[l]);
	}
	w = room(params);
	g = room(params);
	m = room(params);
	v = room(params);
	order = room((size_t)rows);
	choose();
	start = now();
	cpu = processor();
	do {
		losses += run();
		runs++;
		spent = now() - start;
	} while (spent < atof(argv[2]));
	printf("%.9g %.9g %ld %.9g\n", spent / (double)runs, losses / (double)runs, runs,
	       (processor() - cpu) / (double)runs);
	return 0;
}
