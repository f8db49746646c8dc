/*
 * data_file.c - read a file that may be anything.
 *
 * The path is looked at before it is opened (a FIFO would block, a device may
 * act), and again after, so that only a regular file is ever read.  A gzipped
 * one is unfolded by zlib as it is read; nothing is held but the look ahead.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "base/xalloc.h"
#include "data_int.h"

/* A .gz is taken for a bomb when it unfolds more than RATIO-fold, after a
 * first BOMB_FREE bytes that are harmless anyhow. */
#define BOMB_FREE ((uint64_t)16 << 20)
#define BOMB_RATIO 100

/* A piece of a file, inflated or as it is. */
struct part {
	uint64_t at, left;	/* of the packed bytes */
	uint64_t size;
	uint32_t crc, want;
	int deflated;
	z_stream z;
	unsigned char in[16 << 10];
};

struct data_reader {
	char *path;
	int fd;			/* -1 when gz owns it */
	gzFile gz;		/* NULL for plain files */
	uint64_t size;		/* of the plain file at opening */
	uint64_t done;		/* bytes taken from it, the head included */
	struct part *part;	/* a piece of another reader's file, or NULL */
	char *head;		/* [DATA_HEAD_BYTES], looked ahead */
	size_t head_at, head_n;
};

static int check_kind(const struct stat *st, const char *path, struct err *err)
{
	if (S_ISREG(st->st_mode)) {
		if ((uint64_t)st->st_size > DATA_MAX_FILE)
			return err_at(err, ERR_LIMIT, path, 0, 0,
				      "larger than the limit of 4 GiB");
		return 0;
	}
	return err_at(err, ERR_INPUT, path, 0, 0, "%s, expected a data file",
		      S_ISDIR(st->st_mode) ? "is a directory" :
		      S_ISFIFO(st->st_mode) ? "is a FIFO" :
		      S_ISSOCK(st->st_mode) ? "is a socket" : "is a device");
}

int data_open(struct data_reader **out, const char *path, struct err *err)
{
	struct data_reader *r;
	unsigned char magic[2];
	struct stat st;
	int fd, ret;

	if (stat(path, &st))
		return err_at(err, errno == ENOENT ? ERR_INPUT : ERR_IO, path, 0, 0,
			      "%s", strerror(errno));
	ret = check_kind(&st, path, err);
	if (ret)
		return ret;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return err_at(err, ERR_IO, path, 0, 0, "%s", strerror(errno));
	if (fstat(fd, &st)) {
		ret = err_at(err, ERR_IO, path, 0, 0, "%s", strerror(errno));
		close(fd);
		return ret;
	}
	ret = check_kind(&st, path, err);
	if (ret) {
		close(fd);
		return ret;
	}
	r = xcalloc(1, sizeof *r);
	r->path = xstrdup(path);
	r->fd = fd;
	r->size = (uint64_t)st.st_size;
	if (pread(fd, magic, 2, 0) == 2 && magic[0] == 0x1f && magic[1] == 0x8b) {
		r->gz = gzdopen(fd, "rb");
		if (!r->gz) {
			data_close(r);
			return err_at(err, ERR_IO, path, 0, 0, "not enough memory for gzip");
		}
		gzbuffer(r->gz, 1 << 17);
		r->fd = -1;
	}
	*out = r;
	return 0;
}

void data_close(struct data_reader *r)
{
	if (!r)
		return;
	if (r->part) {		/* the file is another's */
		if (r->part->deflated)
			inflateEnd(&r->part->z);
		free(r->part);
	} else if (r->gz) {
		gzclose(r->gz);
	} else {
		close(r->fd);
	}
	free(r->head);
	free(r->path);
	free(r);
}

const char *data_path(const struct data_reader *r)
{
	return r->path;
}

uint64_t data_size(const struct data_reader *r)
{
	return r->gz || r->part ? 0 : r->size;
}

uint64_t data_left(const struct data_reader *r)
{
	if (r->part)
		return r->size - r->done + (r->head_n - r->head_at);
	if (r->gz)
		return UINT64_MAX;
	return (r->size > r->done ? r->size - r->done : 0) + (r->head_n - r->head_at);
}

int data_read_at(const struct data_reader *r, uint64_t at, void *buf, size_t n, struct err *err)
{
	char *p = buf;

	while (n) {
		ssize_t k = r->fd < 0 ? -1 : pread(r->fd, p, n, (off_t)at);

		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return err_at(err, ERR_INPUT, r->path, 0, 0, "ends before the data that it promises");
		p += k;
		at += (uint64_t)k;
		n -= (size_t)k;
	}
	return 0;
}

int data_open_part(struct data_reader **out, const struct data_reader *whole, uint64_t at,
		   uint64_t packed, uint64_t size, uint32_t crc, int deflated, struct err *err)
{
	struct data_reader *r;

	if (size > DATA_MAX_FILE)
		return err_at(err, ERR_LIMIT, whole->path, 0, 0, "larger than the limit of 4 GiB");
	if (size > BOMB_FREE && size / BOMB_RATIO > packed)
		return err_at(err, ERR_LIMIT, whole->path, 0, 0,
			      "unfolds more than %d-fold: refused as a bomb", BOMB_RATIO);
	if (whole->fd < 0 || at > whole->size || packed > whole->size - at || (!deflated && packed != size))
		return err_at(err, ERR_INPUT, whole->path, 0, 0, "ends before the data that it promises");
	r = xcalloc(1, sizeof *r);
	r->path = xstrdup(whole->path);
	r->fd = whole->fd;
	r->size = size;
	r->part = xcalloc(1, sizeof *r->part);
	*r->part = (struct part){ .at = at, .left = packed, .size = size, .want = crc, .deflated = deflated };
	if (deflated && inflateInit2(&r->part->z, -MAX_WBITS) != Z_OK) {
		r->part->deflated = 0;
		data_close(r);
		return err_at(err, ERR_LIMIT, whole->path, 0, 0, "not enough memory to inflate");
	}
	*out = r;
	return 0;
}

static int damaged(const struct data_reader *r, struct err *err)
{
	return err_at(err, ERR_INPUT, r->path, 0, 0, "damaged data inside the archive");
}

/* From a piece: never more than it promised, and its CRC at the end. */
static int read_part(struct data_reader *r, void *buf, size_t n, size_t *got, struct err *err)
{
	struct part *p = r->part;
	uint64_t left = p->size - r->done;
	int ret;

	*got = 0;
	if (n > left)
		n = (size_t)left;
	if (n > UINT32_MAX / 2)
		n = UINT32_MAX / 2;
	if (!n)
		return 0;
	if (!p->deflated) {
		if ((ret = data_read_at(r, p->at, buf, n, err)))
			return ret;
		p->at += n;
		*got = n;
	}
	p->z.next_out = buf;
	p->z.avail_out = (unsigned)n;
	while (p->deflated && p->z.avail_out) {
		int code;

		if (!p->z.avail_in && p->left) {
			size_t take = p->left < sizeof p->in ? (size_t)p->left : sizeof p->in;

			if ((ret = data_read_at(r, p->at, p->in, take, err)))
				return ret;
			p->at += take;
			p->left -= take;
			p->z.next_in = p->in;
			p->z.avail_in = (unsigned)take;
		}
		code = inflate(&p->z, Z_NO_FLUSH);
		if (code == Z_STREAM_END)
			break;
		if (code != Z_OK)
			return damaged(r, err);
	}
	if (p->deflated)
		*got = n - p->z.avail_out;
	if (!*got)
		return damaged(r, err);
	r->done += *got;
	p->crc = (uint32_t)crc32(p->crc, buf, (unsigned)*got);
	if (r->done == p->size && p->crc != p->want)
		return damaged(r, err);
	return 0;
}

int data_read_exactly(struct data_reader *r, void *buf, size_t n, struct err *err)
{
	char *p = buf;

	while (n) {
		size_t got;
		int ret = data_read(r, p, n, &got, err);

		if (ret)
			return ret;
		if (!got)
			return err_at(err, ERR_INPUT, r->path, 0, 0,
				      "ends before the data that its header promises");
		p += got;
		n -= got;
	}
	return 0;
}

/* From the file itself. */
static int read_more(struct data_reader *r, void *buf, size_t n, size_t *got,
		     struct err *err)
{
	if (r->part)
		return read_part(r, buf, n, got, err);
	if (r->gz) {
		int k = gzread(r->gz, buf, (unsigned)n), code = Z_OK;
		z_off_t packed;

		/* A file cut short reads as its end, and what came before the cut or the
		 * damage as good data; only the state tells, and some releases of zlib
		 * forget it at the next read.  Cut in its head it is taken for plain,
		 * though its first bytes said otherwise. */
		gzerror(r->gz, &code);
		if (k < 0 || (code != Z_OK && code != Z_STREAM_END) || gzdirect(r->gz))
			return err_at(err, ERR_INPUT, r->path, 0, 0,
				      "damaged or incomplete gzip data");
		*got = (size_t)k;
		r->done += *got;
		packed = gzoffset(r->gz);
		if (r->done > BOMB_FREE && packed > 0 &&
		    r->done / BOMB_RATIO > (uint64_t)packed)
			return err_at(err, ERR_LIMIT, r->path, 0, 0,
				      "unfolds more than %d-fold: refused as a gzip bomb", BOMB_RATIO);
	} else {
		ssize_t k;

		do
			k = read(r->fd, buf, n);
		while (k < 0 && errno == EINTR);
		if (k < 0)
			return err_at(err, ERR_IO, r->path, 0, 0, "%s", strerror(errno));
		*got = (size_t)k;
		r->done += *got;
	}
	if (r->done > DATA_MAX_FILE)
		return err_at(err, ERR_LIMIT, r->path, 0, 0, "larger than the limit of 4 GiB");
	return 0;
}

int data_peek(struct data_reader *r, size_t want, const char **p, size_t *n,
	      struct err *err)
{
	if (want > DATA_HEAD_BYTES)
		want = DATA_HEAD_BYTES;
	if (!r->head)
		r->head = xmalloc(DATA_HEAD_BYTES);
	if (r->head_at) {
		memmove(r->head, r->head + r->head_at, r->head_n - r->head_at);
		r->head_n -= r->head_at;
		r->head_at = 0;
	}
	while (r->head_n < want) {
		size_t got;
		int ret = read_more(r, r->head + r->head_n, want - r->head_n, &got, err);

		if (ret)
			return ret;
		if (!got)
			break;
		r->head_n += got;
	}
	*p = r->head;
	*n = r->head_n < want ? r->head_n : want;
	return 0;
}

int data_read(struct data_reader *r, void *buf, size_t n, size_t *got, struct err *err)
{
	size_t ready = r->head_n - r->head_at;

	if (!ready) {
		free(r->head);		/* looked at; a peek would make it anew */
		r->head = NULL;
		r->head_at = r->head_n = 0;
		return read_more(r, buf, n, got, err);
	}
	if (n > ready)
		n = ready;
	memcpy(buf, r->head + r->head_at, n);
	r->head_at += n;
	*got = n;
	return 0;
}
