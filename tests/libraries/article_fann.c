/*
 * The article's example in FANN, by its own defaults: RPROP on all rows, sigmoids, 10 epochs.
 *
 *     article_fann ARTICLE.csv [again]
 *
 * Its seed is that of C's rand(), from which FANN draws: `seed` is set before a net is
 * made, as one would; with `again` weights are drawn once more afterwards.
 */
#include <fann.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS = 100, INPUTS = 10, EPOCHS = 10 };

static void read_table(const char *path, struct fann_train_data *d)
{
	char head[1024];
	FILE *f = fopen(path, "r");

	if (!f || !fgets(head, sizeof head, f))
		exit(2);
	for (int r = 0; r < ROWS; r++) {
		for (int c = 0; c < INPUTS; c++)
			if (fscanf(f, "%f,", &d->input[r][c]) != 1)
				exit(2);
		if (fscanf(f, "%f", &d->output[r][0]) != 1)
			exit(2);
	}
	fclose(f);
}

static void train(FILE *out, long run, unsigned seed, int again, struct fann_train_data *d)
{
	struct fann *net;

	srand(seed);
	net = fann_create_standard(3, INPUTS, 10, 1);
	if (again) {
		srand(seed);
		fann_randomize_weights(net, -.1f, .1f);
	}
	fann_set_activation_function_output(net, FANN_LINEAR);
	for (int e = 1; e <= EPOCHS; e++)
		fprintf(out, "{\"run\":%ld,\"epoch\":%d,\"train_loss\":%.9g}\n", run, e, fann_train_epoch(net, d));
	fprintf(out, "{\"run\":%ld,\"predictions\":[", run);
	for (int r = 0; r < ROWS; r++)
		fprintf(out, "%s%.9g", r ? "," : "", fann_run(net, d->input[r])[0]);
	fprintf(out, "]}\n");
	fflush(out);
	fann_destroy(net);
}

int main(int argc, char **argv)
{
	struct fann_train_data *d = fann_create_train(ROWS, INPUTS, 1);
	const char *from = getenv("REROLL_IN"), *to = getenv("REROLL_OUT");
	FILE *in = from ? fopen(from, "r") : NULL, *out = to ? fopen(to, "w") : NULL;
	char line[1024];

	if (argc < 2 || !in || !out)
		return 2;
	read_table(argv[1], d);
	fprintf(out, "{\"trainer\":\"article_fann\",\"sources\":[\"seed\"],\"kind\":\"regression\",\"probes\":%d,\"targets\":[", ROWS);
	for (int r = 0; r < ROWS; r++)
		fprintf(out, "%s%.9g", r ? "," : "", d->output[r][0]);
	fprintf(out, "]}\n");
	fflush(out);
	while (fgets(line, sizeof line, in)) {
		const char *run = strstr(line, "\"run\":"), *seed = strstr(line, "\"seed\":");

		if (run && seed)
			train(out, strtol(run + 6, NULL, 10), (unsigned)strtoul(seed + 7, NULL, 10), argc > 2, d);
	}
	return 0;
}
