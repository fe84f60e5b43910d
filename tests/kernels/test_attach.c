// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a kernel has to be able to do: load the programs, attach them in every mode, count a frame,
 * and let go of them, also of those of a process that was killed. In a namespace of its own.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/ip6.h>
#include <netpacket/packet.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cmocka.h>
#include <event2/event.h>
#include <linux/if_ether.h>

#include "attach/attach.h"
#include "collect/counters.h"
#include "collect/engine.h"

#define PORT "swt0"
#define PEER "swt1"
#define FRAMES 20
#define DEADLINE_MS 10000

/* enum bpf_attach_type, which the headers of Debian 12 do not have yet */
#define TCX_INGRESS 46
#define TCX_EGRESS 47

struct mode {
	enum attach_mode mode;
	enum attach_tc_api tc_api;
};

/* Loading takes seconds where the machine is emulated: once for all. */
static struct engine *engine;

struct session {
	struct event_base *base;
	struct attach *attach;
	struct attach_port port; /* the ingress half of PORT */
	char why[ATTACH_TEXT_MAX];
};

static int session_port_set(void *ctx, const struct sw_port *port)
{
	(void)ctx;
	return engine_port_set(engine, port);
}

static void session_port_clear(void *ctx, uint32_t key)
{
	(void)ctx;
	engine_port_clear(engine, key);
}

static void session_event(void *ctx, const struct attach_event *event)
{
	(void)ctx;
	fprintf(stderr, "# %s: %s\n", attach_event_name(event->kind),
		event->text ? event->text : "");
}

static void session_port(void *ctx, const struct attach_port *port)
{
	struct session *session = ctx;

	if (!port->self && !strcmp(port->device, PORT))
		session->port = *port;
}

static void session_close(struct session *session)
{
	attach_free(session->attach);
	event_base_free(session->base);
}

/* 0 or -errno; to be closed in either case. */
static int session_open(struct session *session, const struct mode *mode)
{
	const struct attach_options options = { .mode = mode->mode, .tc_api = mode->tc_api };
	const struct attach_ops ops = {
		.port_set = session_port_set,
		.port_clear = session_port_clear,
		.event = session_event,
	};
	const struct attach_programs programs = {
		.xdp_fd = engine->xdp_fd,
		.xdp_frags = engine->xdp_frags,
		.tc_ingress_fd = engine->tc_ingress_fd,
		.tc_egress_fd = engine->tc_egress_fd,
	};
	int err;

	memset(session, 0, sizeof(*session));
	session->base = event_base_new();
	err = attach_new(session->base, &programs, &ops, session, &options, &session->attach);
	if (!err)
		err = attach_watch(session->attach, PORT, session->why);
	if (!err)
		attach_ports(session->attach, session_port, session);
	return err;
}

static void run(const char *command)
{
	int status = system(command);

	if (status)
		fail_msg("%s: status %d", command, status);
}

static bool prints_nothing(const char *command)
{
	FILE *pipe = popen(command, "r");
	bool nothing;

	assert_non_null(pipe);
	nothing = fgetc(pipe) == EOF;
	pclose(pipe);
	return nothing;
}

static unsigned int tcx_count(enum bpf_attach_type type)
{
	uint32_t count = 0;

	/* Kernels without tcx refuse: then there is none. */
	if (bpf_prog_query((int)if_nametoindex(PORT), type, 0, NULL, NULL, &count))
		return 0;
	return count;
}

static bool something_attached(void)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, query);

	if (bpf_xdp_query((int)if_nametoindex(PORT), 0, &query))
		fail_msg("no XDP query: %s", strerror(errno));
	return query.prog_id || query.skb_prog_id || query.drv_prog_id ||
	       tcx_count((enum bpf_attach_type)TCX_INGRESS) ||
	       tcx_count((enum bpf_attach_type)TCX_EGRESS) ||
	       !prints_nothing("tc filter show dev " PORT " ingress 2>/dev/null") ||
	       !prints_nothing("tc filter show dev " PORT " egress 2>/dev/null");
}

static void wait_until_nothing_attached(void)
{
	for (int waited = 0; something_attached(); waited += 20) {
		if (waited > DEADLINE_MS)
			fail_msg("something is still attached");
		usleep(20000);
	}
	assert_true(prints_nothing("tc qdisc show dev " PORT " clsact"));
}

struct frame {
	struct ethhdr ethernet;
	struct ip6_hdr ip6;
	uint8_t body[10];
} __attribute__((packed));

/* IPv6 with no next header: nobody answers it. */
static void send_frames(void)
{
	const struct frame frame = {
		.ethernet = {
			.h_dest = { 0x33, 0x33, 0, 0, 0, 1 },
			.h_source = { 2, 0, 0, 0, 0, 1 },
			.h_proto = htons(ETH_P_IPV6),
		},
		.ip6 = {
			.ip6_flow = htonl(0x60000000),
			.ip6_plen = htons(sizeof(frame.body)),
			.ip6_nxt = IPPROTO_NONE,
			.ip6_hlim = 255,
			.ip6_src.s6_addr = { 0xfe, 0x80, [15] = 1 },
			.ip6_dst.s6_addr = { 0xff, 0x02, [15] = 1 },
		},
	};
	struct sockaddr_ll to = {
		.sll_family = AF_PACKET,
		.sll_ifindex = (int)if_nametoindex(PEER),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	assert_return_code(fd, errno);
	for (int i = 0; i < FRAMES; i++)
		assert_int_equal(sendto(fd, &frame, sizeof(frame), 0, (void *)&to, sizeof(to)),
				 (ssize_t)sizeof(frame));
	close(fd);
}

static void send_until_counted(struct session *session)
{
	struct sw_tally before, tally;

	counters_read(engine, session->port.slot, &before);
	send_frames();
	for (int waited = 0; waited <= DEADLINE_MS; waited += 20) {
		event_base_loop(session->base, EVLOOP_NONBLOCK);
		counters_read(engine, session->port.slot, &tally);
		if (tally.ipv6 - before.ipv6 >= FRAMES)
			return;
		usleep(20000);
	}
	fail_msg("%llu of %d frames were counted", (unsigned long long)(tally.ipv6 - before.ipv6),
		 FRAMES);
}

static int load(void **state)
{
	const struct engine_options options = { 0 };

	(void)state;
	return engine_open(&options, &engine);
}

static int unload(void **state)
{
	(void)state;
	engine_close(engine);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	run("ip link add " PORT " type veth peer name " PEER);
	run("ip link set " PORT " up");
	run("ip link set " PEER " up");
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	run("ip link del " PORT);
	return 0;
}

static void test_load(void **state)
{
	(void)state;
	assert_true(engine->xdp_fd >= 0);
	assert_true(engine->tc_ingress_fd >= 0);
	assert_true(engine->tc_egress_fd >= 0);
}

static void test_attach(void **state)
{
	const struct mode *mode = *state;
	struct session session;
	int err = session_open(&session, mode);

	if (err)
		fail_msg("%s: %s", strerror(-err), session.why);
	assert_int_equal(session.port.state, ATTACH_STATE_UP);
	if (session.port.mode != mode->mode)
		fail_msg("%s: %s", attach_mode_name(session.port.mode), session.port.error);
	assert_true(something_attached());
	send_until_counted(&session);
	session_close(&session);
	wait_until_nothing_attached();
}

static void test_killed(void **state)
{
	struct session session;
	int ready[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready), 0);
	child = fork();
	assert_return_code(child, errno);
	if (!child) {
		if (session_open(&session, *state) || write(ready[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	assert_true(something_attached());
	assert_int_equal(kill(child, SIGKILL), 0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	wait_until_nothing_attached();
}

int main(void)
{
	static const struct mode native = { ATTACH_MODE_NATIVE, ATTACH_TC_API_AUTO };
	static const struct mode generic = { ATTACH_MODE_GENERIC, ATTACH_TC_API_AUTO };
	static const struct mode tc = { ATTACH_MODE_TC, ATTACH_TC_API_AUTO };
	static const struct mode clsact = { ATTACH_MODE_TC, ATTACH_TC_API_CLSACT };
	const struct CMUnitTest tests[] = {
		{ "load", test_load, NULL, NULL, NULL },
		{ "attach native", test_attach, setup, teardown, (void *)&native },
		{ "attach generic", test_attach, setup, teardown, (void *)&generic },
		{ "attach tc", test_attach, setup, teardown, (void *)&tc },
		{ "attach tc by clsact", test_attach, setup, teardown, (void *)&clsact },
		{ "killed native", test_killed, setup, teardown, (void *)&native },
		{ "killed generic", test_killed, setup, teardown, (void *)&generic },
		{ "killed tc", test_killed, setup, teardown, (void *)&tc },
		{ "killed tc by clsact", test_killed, setup, teardown, (void *)&clsact },
	};

	if (unshare(CLONE_NEWNET)) {
		printf("1..0 # SKIP not permitted to make a network namespace\n");
		return 0;
	}
	return cmocka_run_group_tests_name("attach", tests, load, unload);
}
