// SPDX-License-Identifier: GPL-2.0-or-later
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "cli/watch.h"
#include "collect/counters.h"
#include "core/timefmt.h"
#include "output/text_report.h"

#define ICMPV6_RA 134
#define ICMPV6_NS 135

void watch_status_init(struct watch *watch)
{
	watch->status_on = isatty(STDERR_FILENO) && !watch->settings->quiet &&
			   !watch->settings->json;
}

static bool add_drops(void *ctx, const struct port *port)
{
	struct watch_losses *losses = ctx;

	losses->rx_dropped += port->rx_dropped;
	losses->rx_missed += port->rx_missed;
	return true;
}

bool watch_losses_grown(struct watch *watch, struct watch_losses *ret_losses)
{
	struct sw_tally total;
	bool grown = false;

	memset(ret_losses, 0, sizeof(*ret_losses));
	port_table_total(watch->session.station.tables.ports, &total);
	port_table_each(watch->session.station.tables.ports, add_drops, ret_losses);
	ret_losses->tally = total;
	counters_subtract(&ret_losses->tally, &watch->lost_before);
	watch->lost_before = total;
	ret_losses->rx_dropped -= watch->rx_dropped_before;
	ret_losses->rx_missed -= watch->rx_missed_before;
	watch->rx_dropped_before += ret_losses->rx_dropped;
	watch->rx_missed_before += ret_losses->rx_missed;
	ret_losses->withheld = watch->news.withheld - watch->withheld_before;
	watch->withheld_before = watch->news.withheld;
	for (unsigned int i = 1; i < SW_LOST_MAX; i++)
		grown |= ret_losses->tally.lost[i] != 0;
	for (unsigned int i = 1; i < SW_CLASS_MAX; i++)
		grown |= ret_losses->tally.suppressed[i] != 0;
	return grown || ret_losses->rx_dropped || ret_losses->rx_missed || ret_losses->withheld;
}

static void sample(struct watch *watch)
{
	struct sw_tally total;

	port_table_total(watch->session.station.tables.ports, &total);
	watch->ra[watch->seconds % WATCH_MINUTE] = total.icmpv6[ICMPV6_RA];
	watch->ns[watch->seconds % WATCH_MINUTE] = total.icmpv6[ICMPV6_NS];
	watch->seconds++;
}

/* What came within the last minute, or since the start when that is less. */
static uint64_t per_minute(const struct watch *watch, const uint64_t *samples, uint64_t total)
{
	if (watch->seconds < WATCH_MINUTE)
		return total;
	return total - samples[watch->seconds % WATCH_MINUTE];
}

void watch_status_text(const struct watch *watch, uint64_t now_ns,
		       char buf[static WATCH_STATUS_MAX])
{
	const struct station *station = &watch->session.station;
	struct host_counts hosts;
	char clock[TIME_TEXT_MAX];
	struct sw_tally total;
	struct report report;

	port_table_total(station->tables.ports, &total);
	host_table_counts(station->tables.hosts, &hosts);
	session_report(&watch->session, "watch", now_ns, &report);
	snprintf(buf, WATCH_STATUS_MAX,
		 "%.5s %s%s %u dev %u addr  RA %" PRIu64 "/min (%zu src)  NS %" PRIu64
		 "/min  frag %" PRIu64 "  lost %" PRIu64 "  alerts %zu",
		 time_format_clock(clock, now_ns), watch->session.links[0].name,
		 watch->session.link_count > 1 ? "+" : "", hosts.hosts, hosts.addresses,
		 per_minute(watch, watch->ra, total.icmpv6[ICMPV6_RA]),
		 router_table_count(station->tables.routers),
		 per_minute(watch, watch->ns, total.icmpv6[ICMPV6_NS]),
		 (uint64_t)(total.fragments_first + total.fragments_nonfirst), text_lost(&report),
		 alert_set_open(detect_alerts(station->detect)));
}

void watch_status_clear(struct watch *watch)
{
	if (!watch->status_shown)
		return;
	fputs("\r\033[K", stderr);
	fflush(stderr);
	watch->status_shown = false;
}

void watch_status_tick(struct watch *watch, uint64_t now_ns)
{
	char text[WATCH_STATUS_MAX];

	if (now_ns - watch->status_ns >= TIME_NS_PER_S) {
		watch->status_ns = now_ns;
		sample(watch);
		watch_status_clear(watch);
	}
	if (!watch->status_on || watch->status_shown)
		return;
	fflush(stdout);
	watch_status_text(watch, now_ns, text);
	fprintf(stderr, "%.79s", text);
	fflush(stderr);
	watch->status_shown = true;
}
