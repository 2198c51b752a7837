/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "metrics/interval.h"

#include <assert.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

void interval_wilson(uint64_t good, uint64_t total, int64_t confidence_micro, double *lower, double *upper)
{
	double n = (double)total, share, z, middle, half;

	assert(total > 0 && good <= total && confidence_micro > 0 && confidence_micro < 100000000);
	share = (double)good / n;
	/* Inside (0, 1), where the library has no error to report. */
	z = gsl_cdf_ugaussian_Pinv(0.5 + (double)confidence_micro / 2e8);
	middle = share + z * z / (2 * n);
	half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n));
	*lower = good == 0 ? 0 : fmax(0, (middle - half) / (1 + z * z / n));
	*upper = good == total ? 1 : fmin(1, (middle + half) / (1 + z * z / n));
}
