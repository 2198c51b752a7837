/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/kind.h"

/* No dataset tells of the events one by one: finishing.c takes the service_levels row. */
const struct kind kind_reported = {
	.id = KIND_REPORTED,
	.name = "reported",
	.help = "a figure that only a provider's own service_levels row tells",
	.needs = "nothing but levels",
};
