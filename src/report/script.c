/*
 * script.c - the present condition as a short script for NumPy, PyTorch, Keras or
 * TensorFlow.js, which `reroll drive` can drive.
 *
 *     condition --words, values--> template (data/trainer/export) --> FILE
 *
 * A word is what the condition has (a kind of layer, a loss, a free split): parts of the
 * template stand for it.  Data of up to INSIDE numbers travel in the script, others beside
 * it.  Text that comes from files (a data set's name) is reduced to plain letters: nothing
 * of it may become a piece of program.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/xalloc.h"
#include "report_int.h"
#include "script.h"

#define INSIDE 32768		/* numbers: 170 kB of letters */
#define TEMPLATE_BYTES ((size_t)1 << 20)

static const struct { const char *name, *title, *ending, *template; } framework[FRAMEWORK_COUNT] = {
	[FRAMEWORK_NUMPY] = { "numpy", "NumPy", ".py", "script.py" },
	[FRAMEWORK_TORCH] = { "torch", "PyTorch", ".py", "script.py" },
	[FRAMEWORK_KERAS] = { "keras", "Keras", ".py", "script.py" },
	[FRAMEWORK_TFJS] = { "tfjs", "TensorFlow.js", ".mjs", "script.mjs" },
};

/* ---- text of the other language ---- */

/* A number or a string means the same in Python and in JavaScript; these do not. */
static const char *none(enum framework f) { return f == FRAMEWORK_TFJS ? "null" : "None"; }

static void quote(struct str *out, const char *s)
{
	str_addc(out, '"');
	for (; *s; s++)
		if (*s == '"' || *s == '\\')
			str_addf(out, "\\%c", *s);
		else if ((unsigned char)*s < 0x20 || *s == 0x7f)
			str_addf(out, "\\x%02x", (unsigned char)*s);
		else
			str_addc(out, *s);
	str_addc(out, '"');
}

/* What can stand in a comment or between quotes whatever it was. */
static void plain(struct str *out, const char *s)
{
	for (; *s; s++)
		if ((unsigned char)*s >= 0x80)
			str_add(out, ((unsigned char)*s & 0xc0) == 0xc0 ? "-" : "");
		else if (*s < 0x20 || *s == 0x7f || strchr("\"'`\\@*/$", *s))
			str_addc(out, '-');
		else
			str_addc(out, *s);
}

static void base64(struct str *out, const void *data, size_t n)
{
	static const char letter[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = data;

	for (size_t i = 0; i < n; i += 3) {
		const size_t left = n - i;
		const unsigned v = (unsigned)p[i] << 16 | (left > 1 ? (unsigned)p[i + 1] << 8 : 0)
			| (left > 2 ? p[i + 2] : 0);

		if (i && i % 72 == 0)
			str_addc(out, '\n');
		str_addc(out, letter[v >> 18]);
		str_addc(out, letter[v >> 12 & 63]);
		str_addc(out, left > 1 ? letter[v >> 6 & 63] : '=');
		str_addc(out, left > 2 ? letter[v & 63] : '=');
	}
}

/* Floats as they lie in files: little-endian. */
static unsigned char *little(const float *x, size_t n)
{
	unsigned char *out = xcalloc(n ? n : 1, 4);

	for (size_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, &x[i], 4);
		for (int k = 0; k < 4; k++)
			out[4 * i + (size_t)k] = (unsigned char)(bits >> 8 * k);
	}
	return out;
}

/* ---- the condition ---- */

struct script {
	enum framework f;
	const struct settings *set;
	const struct condition *c;
	struct template t;
};

/* A row a row of data: inputs, then targets or the number of the class. */
static float *table_of(const struct dataset *d, size_t *n)
{
	const size_t last = d->kind == DATA_REGRESSION ? d->outputs : 1, width = d->features + last;
	float *table = xcalloc(d->rows * width, sizeof *table);

	for (size_t r = 0; r < d->rows; r++) {
		memcpy(table + r * width, d->x + r * d->features, d->features * sizeof *table);
		if (d->kind == DATA_REGRESSION)
			memcpy(table + r * width + d->features, d->y + r * d->outputs, last * sizeof *table);
		else
			table[r * width + d->features] = (float)d->label[r];
	}
	*n = d->rows * width;
	return table;
}

static void put_level(const struct script *s, struct str *out, const struct levels *lv, enum source k)
{
	if (levels_off(lv, k))
		str_add(out, none(s->f));
	else if (k == SOURCE_OPTIMIZER)
		str_addf(out, "\"%s\"", optim_name((enum optim_kind)lv->v[k]));
	else
		str_addf(out, "%" PRIu32, lv->v[k]);
}

/* {"init": 42, "batch": 32 ...} of the sources for which `all`, or that are not free. */
static void put_levels(const struct script *s, struct str *out, const struct levels *lv, int all)
{
	size_t n = 0;

	str_addc(out, '{');
	for (int k = 0; k < SOURCE_COUNT; k++) {
		if (!all && s->c->state[k] == STATE_FREE)
			continue;
		str_addf(out, "%s\"%s\": ", n++ ? ", " : "", source_name((enum source)k));
		put_level(s, out, lv, (enum source)k);
	}
	str_addc(out, '}');
}

static void say_sources(struct script *s, const struct levels *first)
{
	struct str free_names = STR_INIT, levels = STR_INIT, example = STR_INIT, choices = STR_INIT;
	const struct condition *c = s->c;
	size_t n = 0, chosen = 0;

	str_addc(&free_names, '[');
	for (int k = 0; k < SOURCE_COUNT; k++) {
		if (c->state[k] != STATE_FREE)
			continue;
		str_addf(&free_names, "%s\"%s\"", n++ ? ", " : "", source_name((enum source)k));
		str_addf(&example, " --%s ", source_name((enum source)k));
		if (k == SOURCE_OPTIMIZER)
			str_add(&example, optim_name((enum optim_kind)c->optim[0]));
		else
			str_addf(&example, "%" PRIu32, k == SOURCE_BATCH ? c->batch[0] : 7);
	}
	str_addc(&free_names, ']');
	put_levels(s, &levels, first, 0);
	if (c->state[SOURCE_BATCH] == STATE_FREE) {
		str_addf(&choices, "\"batch\": [");
		for (uint32_t i = 0; i < c->n_batch; i++)
			str_addf(&choices, "%s%" PRIu32, i ? ", " : "", c->batch[i]);
		str_addc(&choices, ']');
		chosen++;
	}
	if (c->state[SOURCE_OPTIMIZER] == STATE_FREE) {
		str_addf(&choices, "%s\"optimizer\": [", chosen++ ? ", " : "");
		for (uint32_t i = 0; i < c->n_optim; i++)
			str_addf(&choices, "%s\"%s\"", i ? ", " : "", optim_name((enum optim_kind)c->optim[i]));
		str_addc(&choices, ']');
	}
	if (chosen) {
		struct str whole = STR_INIT;

		str_addf(&whole, s->f == FRAMEWORK_TFJS ? "choices: { %s }, " : "choices={%s},\n                           ",
			 choices.s);
		template_value(&s->t, "choices", &whole);
	} else {
		template_text(&s->t, "choices", "");
	}
	template_value(&s->t, "free", &free_names);
	template_value(&s->t, "levels", &levels);
	template_value(&s->t, "example", &example);
	str_release(&choices);
}

/* The parameters of an optimizer as arguments of a function, or members of JavaScript's
 * object; and a line of the table of all. */
static void say_optim(struct script *s, enum optim_kind k, struct str *table)
{
	const struct optim *o = &s->set->optim[k];
	const double value[] = { o->lr, o->momentum, o->beta1, o->beta2, o->eps, o->rho, o->wd, o->acc0 };
	static const char *const name[] = { "lr", "momentum", "beta1", "beta2", "eps", "rho", "wd", "acc0" };
	struct str text = STR_INIT;
	const char *p;

	for (size_t i = 0; (p = optim_param(k, i)) != NULL; i++)
		for (size_t j = 0; j < sizeof name / sizeof *name; j++)
			if (strcmp(name[j], p) == 0) {
				str_addf(&text, s->f == FRAMEWORK_TFJS ? "%s%s: " : "%s%s=", i ? ", " : "", p);
				str_add_double(&text, value[j]);
			}
	template_set(&s->t, optim_name(k));
	if (s->f == FRAMEWORK_TFJS)
		str_addf(table, "%s  %s: () => %s({ %s })", table->len ? ",\n" : "", optim_name(k), optim_name(k), text.s);
	else
		str_addf(table, "%s\"%s\": %s", table->len ? ", " : "{", optim_name(k), optim_name(k));
	template_value(&s->t, optim_name(k), &text);
}

static void say_optimizers(struct script *s)
{
	const struct condition *c = s->c;
	const int is_free = c->state[SOURCE_OPTIMIZER] == STATE_FREE;
	struct str table = STR_INIT;

	for (uint32_t i = 0; i < (is_free ? c->n_optim : 1); i++) {
		const enum optim_kind k = (enum optim_kind)(is_free ? c->optim[i] : c->level[SOURCE_OPTIMIZER]);

		if (!template_has(&s->t, optim_name(k)))
			say_optim(s, k, &table);
	}
	if (s->f != FRAMEWORK_TFJS)
		str_addc(&table, '}');
	template_value(&s->t, "optimizers", &table);
}

/* Whoever has another generator has our split by its rows: a bit each. */
static void say_held(struct script *s)
{
	const struct problem *p = &s->c->problem;
	uint32_t *rows = xcalloc(p->n_train + p->n_test, sizeof *rows);
	unsigned char *bits = xcalloc(p->data->rows / 8 + 1, 1);
	struct levels lv;
	struct str text = STR_INIT;

	condition_levels(s->c, 0, &lv);
	problem_split(p, &lv, rows, rows + p->n_train);
	for (size_t i = 0; i < p->n_test; i++)
		bits[rows[p->n_train + i] / 8] |= (unsigned char)(128 >> rows[p->n_train + i] % 8);
	base64(&text, bits, p->data->rows / 8 + 1);
	template_set(&s->t, "held");
	template_value(&s->t, "held", &text);
	free(bits);
	free(rows);
}

static void say_rows(struct script *s)
{
	const struct problem *p = &s->c->problem;
	const int classes = p->data->kind != DATA_REGRESSION;
	const enum state split = s->c->state[SOURCE_SPLIT];
	struct template *t = &s->t;

	if (s->f != FRAMEWORK_NUMPY && split == STATE_FIXED)
		say_held(s);
	else
		template_set(t, split == STATE_OFF ? "nosplit" : "split");
	template_set(t, s->c->state[SOURCE_SHUFFLE] == STATE_OFF ? "noshuffle" : "shuffle");
	if (!template_has(t, "held"))
		template_set(t, p->stratify_split && classes && p->n_test ? "stratify-split" : "plain-split");
	if (p->stratify_shuffle && classes)
		template_set(t, "stratify-shuffle");
	else
		template_set(t, "plain-shuffle");
	template_set(t, remainder_name(p->remainder));
	template_set(t, split == STATE_FREE ? "probes-all" : "probes-test");
	if (p->standardize != STANDARDIZE_OFF) {
		template_set(t, "standardize");
		template_set(t, p->standardize == STANDARDIZE_SERIES ? "series" : "columns");
		template_set(t, problem_scales_targets(p) ? "targets" : "raw-targets");
	} else {
		template_set(t, "raw");
	}
	if (!p->class_weights)
		template_set(t, "equal-weights");
	if (p->class_weights) {
		template_set(t, "class-weights");
		template_set(t, p->class_weights == CLASS_WEIGHTS_ALL ? "weights-all" : "weights-training");
	}
	if (s->c->state[SOURCE_NUDGE] != STATE_OFF)
		template_set(t, "nudge");
	template_set(t, s->c->state[SOURCE_ROUNDING] != STATE_OFF ? "rounding" : "norounding");
}

static void say_real(struct script *s, const char *name, double x)
{
	struct str text = STR_INIT;

	str_add_double(&text, x);
	template_value(&s->t, name, &text);
}

static void say_count(struct script *s, const char *name, uint64_t n)
{
	struct str text = STR_INIT;

	str_addf(&text, "%" PRIu64, n);
	template_value(&s->t, name, &text);
}

static void say_training(struct script *s)
{
	static const char *const link[] = { "link-identity", "link-sigmoid", "link-softmax" };
	const struct problem *p = &s->c->problem;
	const int masks = model_has(&p->model, LAYER_DROPOUT) && s->c->state[SOURCE_DROPOUT] != STATE_OFF;

	template_set(&s->t, loss_name(p->loss));
	template_set(&s->t, link[p->link]);
	say_real(s, "delta", s->set->huber_delta);
	say_real(s, "l2", s->set->l2);
	if (p->l2 > 0)
		template_set(&s->t, "l2");
	if (masks)
		template_set(&s->t, "masks");
	template_text(&s->t, "masks", s->f == FRAMEWORK_TFJS ? (masks ? "true" : "false") : masks ? "True" : "False");
	template_text(&s->t, "mask", masks ? "(lv[\"dropout\"], epoch, b, place)" : "None");
	template_text(&s->t, "penalty", p->l2 <= 0 ? "" : s->f == FRAMEWORK_TFJS ? ".add(penalty(net))" : " + penalty(net)");
	template_text(&s->t, "batch-penalty", p->l2 > 0 ? " + penalty(net) * len(batch)" : "");
	template_text(&s->t, "boundary", p->link == LINK_SIGMOID ? "0" : ".5");
	template_set(&s->t, p->budget == BUDGET_UPDATES ? "updates" : p->budget == BUDGET_LOSS ? "target" : "epochs");
	say_count(s, "epochs", p->budget == BUDGET_UPDATES ? p->updates : p->epochs);
	say_count(s, "updates", p->updates);
	say_real(s, "target", s->set->target);
}

static void say_data(struct script *s, const float *table, size_t n)
{
	static const char *const kind[] = { [DATA_REGRESSION] = "regression", [DATA_BINARY] = "binary",
					    [DATA_CLASSES] = "classes" };
	const struct problem *p = &s->c->problem;
	const struct dataset *d = p->data;
	struct str text = STR_INIT, quoted = STR_INIT;

	str_addf(&text, s->f == FRAMEWORK_TFJS ? "[%u, %u, %u]" : "(%u, %u, %u)", d->shape[0], d->shape[1], d->shape[2]);
	template_value(&s->t, "shape", &text);
	template_set(&s->t, d->shape[0] * d->shape[1] > 1 ? "pictures" : "table");
	say_count(s, "rows", d->rows);
	say_count(s, "outputs", d->outputs);
	say_count(s, "probes", p->max_probes);
	say_real(s, "test", p->test);
	template_set(&s->t, kind[d->kind]);
	quote(&quoted, kind[d->kind]);
	template_value(&s->t, "kind", &quoted);
	template_text(&s->t, "targets-js", d->kind == DATA_REGRESSION ? "y" : "label");
	template_text(&s->t, "targets", d->kind == DATA_REGRESSION ? "y[at]" : "label[at]");
	template_set(&s->t, n <= INSIDE ? "inside" : "beside");
	if (n <= INSIDE) {
		unsigned char *bytes = little(table, n);

		base64(&text, bytes, 4 * n);
		free(bytes);
	}
	template_value(&s->t, "data", &text);
}

/* Run 0, and how far its predictions move where only the order of its sums is another. */
static int say_check(struct script *s, struct err *err)
{
	struct levels lv, other;
	struct str text = STR_INIT;
	struct trainer *t, *again;
	struct result r, moved;
	unsigned char *bytes;
	double reach = 0;
	const size_t n = s->c->problem.n_pred;
	int code;

	condition_levels(s->c, 0, &lv);
	code = condition_recompute(s->c, &lv, 0, &t, &r, err);
	if (code)
		return code;
	bytes = little(r.pred, n);
	base64(&text, bytes, 4 * n);
	free(bytes);
	template_value(&s->t, "check", &text);
	put_levels(s, &text, &lv, 1);
	template_value(&s->t, "check-levels", &text);
	for (uint32_t k = 1; k <= 3 && !code; k++) {
		other = lv;
		other.off &= ~(1u << SOURCE_ROUNDING);
		other.v[SOURCE_ROUNDING] = lv.v[SOURCE_ROUNDING] + k;
		code = condition_recompute(s->c, &other, 0, &again, &moved, err);
		for (size_t i = 0; i < n && !code; i++)
			reach = fmax(reach, fabs((double)moved.pred[i] - (double)r.pred[i]));
		if (!code)
			trainer_free(again);
	}
	str_addf(&text, "%.2g", reach);
	template_value(&s->t, "reach", &text);
	trainer_free(t);
	return code;
}

/* What these libraries have otherwise, in a comment's words. */
static void say_notes(struct script *s)
{
	struct str notes = STR_INIT;
	const struct condition *c = s->c;

	if (s->f != FRAMEWORK_NUMPY && c->state[SOURCE_ROUNDING] != STATE_OFF && model_has(&c->problem.model, LAYER_DROPOUT))
		str_add(&notes, "\n`rounding` moves the masks of dropout, too.");
	if (s->f == FRAMEWORK_TORCH && (template_has(&s->t, "rmsprop") || template_has(&s->t, "adagrad")))
		str_add(&notes, "\nIn rmsprop and adagrad epsilon stands beside the root there, below it in reroll.");
	template_value(&s->t, "notes", &notes);
}

static int say_all(struct script *s, const struct lab *lab, const char *path, const float *table, size_t n,
		   struct err *err)
{
	struct str text = STR_INIT, safe = STR_INIT;
	const char *base = strrchr(path, '/');
	struct levels first;

	condition_levels(s->c, 0, &first);
	template_set(&s->t, framework[s->f].name);
	template_text(&s->t, "framework", framework[s->f].title);
	template_text(&s->t, "version", REROLL_VERSION);
	report_title(lab, &text);
	plain(&safe, text.s);
	template_value(&s->t, "title", &safe);
	str_release(&text);
	plain(&text, base ? base + 1 : path);
	template_value(&s->t, "file", &text);
	str_addf(&text, "%s: ", framework[s->f].name);
	plain(&text, s->set->data_line);
	quote(&safe, text.s);
	str_release(&text);
	template_value(&s->t, "trainer", &safe);
	data_dir(&text);
	str_add(&text, "/trainer");
	quote(&safe, text.s);
	str_release(&text);
	template_value(&s->t, "helpers", &safe);
	say_data(s, table, n);
	say_sources(s, &first);
	say_rows(s);
	say_training(s);
	script_layers(&s->t, s->f, &s->c->problem.model);
	say_optimizers(s);
	say_notes(s);
	return s->f == FRAMEWORK_NUMPY ? say_check(s, err) : 0;
}

/* ---- files ---- */

static int read_template(enum framework f, struct str *out, struct err *err)
{
	struct str path = STR_INIT;
	int code;

	data_dir(&path);
	str_addf(&path, "/trainer/export/%s", framework[f].template);
	code = file_read(path.s, TEMPLATE_BYTES, out, err);
	str_release(&path);
	return code;
}

static int write_whole(const char *path, const void *data, size_t n, struct err *err)
{
	struct draft d;
	int code = draft_open(&d, path, err);

	if (code)
		return code;
	fwrite(data, 1, n, d.f);	/* an error stays in the stream */
	return draft_close(&d, 0, err);
}

static int write_files(const struct script *s, const char *path, const struct str *text, const float *table,
		       size_t n, struct err *err)
{
	struct str beside = STR_INIT;
	unsigned char *bytes;
	int code = 0;

	if (template_has(&s->t, "beside")) {
		str_addf(&beside, "%s.f32", path);
		bytes = little(table, n);
		code = access(beside.s, F_OK) == 0
			? err_at(err, ERR_STATE, beside.s, 0, 0, "exists already: the data would go there")
			: write_whole(beside.s, bytes, 4 * n, err);
		free(bytes);
	}
	if (!code)
		code = write_whole(path, text->s, text->len, err);
	str_release(&beside);
	return code;
}

static int is_used(const struct condition *c, enum optim_kind k)
{
	if (c->state[SOURCE_OPTIMIZER] != STATE_FREE)
		return c->level[SOURCE_OPTIMIZER] == k;
	for (uint32_t i = 0; i < c->n_optim; i++)
		if (c->optim[i] == k)
			return 1;
	return 0;
}

/* Is there anything that this library cannot say? */
static int refuse(const struct script *s, struct err *err)
{
	const struct condition *c = s->c;
	const struct model *m = &c->problem.model;

	if (c->problem.average != AVERAGE_OFF)
		return err_set(err, ERR_STATE, "a script knows no mean of the weights: say `average off`");
	if (c->problem.schedule != SCHEDULE_CONSTANT || c->problem.warmup)
		return err_set(err, ERR_STATE, "a script knows no schedule: say `schedule constant`");
	if (c->problem.patience)
		return err_set(err, ERR_STATE, "a script knows no patience: say `budget epochs %u`", (unsigned)c->problem.epochs);
	if (c->until || c->plan == PLAN_WHEN)
		return err_set(err, ERR_STATE, "a script knows no other levels for the first epochs: say `hold nothing`");
	if (s->f == FRAMEWORK_NUMPY)
		return 0;
	if (c->state[SOURCE_NUDGE] != STATE_OFF)
		return err_set(err, ERR_STATE, "a nudge of one weight is for NumPy alone: say `off nudge`, or"
			       " framework=numpy");
	for (size_t i = 0; s->f == FRAMEWORK_TFJS && i < m->n; i++)
		if (m->layer[i].n_w && (m->layer[i].act == ACT_GELU || m->layer[i].act == ACT_SMELU))
			return err_set(err, ERR_STATE, "TensorFlow.js has no activation %s of reroll's form",
				       act_name(m->layer[i].act));
	for (int k = 0; s->f == FRAMEWORK_TFJS && k < OPTIM_COUNT; k++)
		if ((k == OPTIM_ADAMW || k == OPTIM_NADAM) && is_used(c, (enum optim_kind)k))
			return err_set(err, ERR_STATE, "TensorFlow.js has no optimizer %s", optim_name((enum optim_kind)k));
	return 0;
}

int report_script_for(const char *path, const char *name, struct err *err)
{
	const char *ending = strrchr(path, '.');

	if (!name)
		return ending && strcmp(ending, ".mjs") == 0 ? FRAMEWORK_TFJS : FRAMEWORK_NUMPY;
	for (int f = 0; f < FRAMEWORK_COUNT; f++)
		if (strcmp(framework[f].name, name) == 0)
			return ending && strcmp(ending, framework[f].ending) == 0 ? f
				: err_set(err, ERR_USAGE, "a script for %s ends in %s", framework[f].title, framework[f].ending);
	return err_set(err, ERR_USAGE, "'%.40s': framework=numpy, torch or keras was expected", name);
}

int report_script(const struct lab *lab, const char *path, int for_framework, struct err *err)
{
	const struct settings *set = lab_now(lab);
	struct script s = { .f = (enum framework)for_framework, .set = set, .t = { .words = STR_INIT } };
	struct str template = STR_INIT, text = STR_INIT;
	struct condition *c;
	float *table = NULL;
	size_t n = 0;
	int code;

	if (set->external)
		return err_set(err, ERR_STATE, "these runs were trained by %.60s: its own script is what trains so",
			       set->external->trainer);
	c = settings_condition(set, err);
	if (!c)
		return ERR_STATE;
	s.c = c;
	code = refuse(&s, err);
	if (!code)
		code = read_template(s.f, &template, err);
	if (!code) {
		table = table_of(c->problem.data, &n);
		code = say_all(&s, lab, path, table, n, err);
	}
	if (!code)
		code = template_fill(&s.t, template.s, &text, err);
	if (!code)
		code = write_files(&s, path, &text, table, n, err);
	free(table);
	template_release(&s.t);
	str_release(&template);
	str_release(&text);
	condition_unref(c);
	return code;
}
