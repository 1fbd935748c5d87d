/* SPDX-License-Identifier: GPL-3.0-or-later */
/* copy-annotations FROM TO: reads an annotation file and writes it again, less codes without a
 * symbol. */
#include "recordings/annotations.h"

#include <stdio.h>

static int copy(struct annotation_reader *reader, struct annotation_writer *writer,
		struct recording_message *message)
{
	struct annotation a;
	int rc;

	while ((rc = annotation_reader_get(reader, &a, message)) > 0) {
		rc = a.symbol ? annotation_writer_put(writer, &a, message) : 0;
		if (rc < 0)
			break;
	}
	return rc;
}

int main(int argc, char **argv)
{
	struct recording_message message = {0};
	struct annotation_reader *reader = NULL;
	struct annotation_writer *writer = NULL;
	int rc = argc == 3 ? annotation_reader_open(&reader, argv[1], &message) : -1;

	if (rc == 0)
		rc = annotation_writer_open(&writer, argv[2], &message);
	if (rc == 0)
		rc = copy(reader, writer, &message);
	if (rc == 0)
		rc = annotation_writer_close(writer, &message);
	else
		annotation_writer_abandon(writer);
	annotation_reader_close(reader);
	if (rc < 0)
		fprintf(stderr, "copy-annotations: %s\n", message.text);
	return rc < 0;
}
