/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * tagged_qpdf.h - what tagged.c calls of qpdf, which is loaded when the first PDF is given its tags: with what it
 * brings (GnuTLS, libstdc++) nearly half of the time in which the program starts would be its, and the annex alone
 * needs it.
 */
#ifndef RENDER_TAGGED_QPDF_H
#define RENDER_TAGGED_QPDF_H

#include "engine/error.h"

#include <qpdf/qpdf-c.h>

#define TAGGED_QPDF_FUNCTIONS(each)                                                                                  \
	each(check_pdf) each(cleanup) each(get_buffer) each(get_buffer_length) each(get_error)                       \
	each(get_error_message_detail) each(get_num_pages) each(get_page_n) each(get_root) each(has_error)           \
	each(init) each(init_write_memory) each(make_indirect_object) each(more_warnings) each(oh_append_item)       \
	each(oh_get_array_item) each(oh_get_array_n_items) each(oh_get_dict) each(oh_get_int_value_as_int)           \
	each(oh_get_key) each(oh_get_name) each(oh_get_page_content_data) each(oh_has_key) each(oh_is_array)         \
	each(oh_is_dictionary) each(oh_is_dictionary_of_type) each(oh_is_integer) each(oh_new_array)                 \
	each(oh_new_bool) each(oh_new_dictionary) each(oh_new_name) each(oh_new_null)                                \
	each(oh_new_real_from_string) each(oh_new_stream) each(oh_new_unicode_string) each(oh_replace_key)           \
	each(oh_replace_stream_data) each(oh_set_array_item) each(read) each(read_memory)                            \
	each(set_deterministic_ID) each(set_minimum_pdf_version) each(set_object_stream_mode)                        \
	each(set_suppress_warnings) each(silence_errors) each(write)

/* qpdf_NAME is qpdf.NAME, as its heading declares it. */
#define TAGGED_QPDF_MEMBER(name) __typeof__(qpdf_##name) *name;
struct tagged_qpdf {
	TAGGED_QPDF_FUNCTIONS(TAGGED_QPDF_MEMBER)
};

extern struct tagged_qpdf qpdf; /* filled by tagged_qpdf_load */

/* Once, for all threads and for good.  ERROR_OUTPUT when the library is not there. */
bool tagged_qpdf_load(struct error *err) MUST_USE;

#endif
