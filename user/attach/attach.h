/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Attaching the BPF programs to the ports of a link, and following the ports as they come and go.
 *
 * attach_watch() takes a bridge (then every port of it is attached, and the bridge itself for what
 * this machine sends) or any other Ethernet interface (then that one, in both directions). A bond
 * or team is one interface: its inactive ports receive multicast a second time.
 *
 * A netlink monitor on the caller's event_base keeps everything in step; all callbacks come from
 * that loop, or from within the attach_*() call itself. Nothing survives the process, however it
 * ends. Somebody else's program is never displaced.
 */
#ifndef ATTACH_ATTACH_H
#define ATTACH_ATTACH_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sixwatch/port.h"

#define ATTACH_TEXT_MAX 256 /* a line for a person, with the NUL */
#define ATTACH_NAME_MAX 64  /* a port's shown name, with the NUL */
#define ATTACH_LINKS_MAX 31 /* links are numbered 1..31 */
#define ATTACH_OVERRIDES_MAX 64

struct event_base;
struct attach;

enum attach_mode {
	ATTACH_MODE_AUTO, /* generic on physical ports, tc on virtual ones and where tags get lost */
	ATTACH_MODE_NATIVE,  /* XDP in the driver */
	ATTACH_MODE_GENERIC, /* XDP in the network core */
	ATTACH_MODE_TC,	     /* tcx, or a clsact filter where the kernel has no tcx */
	ATTACH_MODE_MAX,
};

/* "auto", "native", "generic", "tc" */
const char *attach_mode_name(enum attach_mode mode);
int attach_mode_parse(const char *text, enum attach_mode *ret_mode); /* 0 or -EINVAL */

/* Which interface of the kernel tc programs go through; for tests of the older one. */
enum attach_tc_api {
	ATTACH_TC_API_AUTO, /* tcx, else clsact */
	ATTACH_TC_API_CLSACT,
};

/* Descriptors of loaded programs; they stay the caller's. -1: there is none. */
struct attach_programs {
	int xdp_fd;
	bool xdp_frags; /* xdp_fd may see multi-buffer frames */
	int tc_ingress_fd;
	int tc_egress_fd;
};

/* The mode of one port, in place of the general one. */
struct attach_override {
	char device[IF_NAMESIZE];
	enum attach_mode mode;
};

/* Zero everywhere is the default. */
struct attach_options {
	enum attach_mode mode;
	const struct attach_override *overrides; /* read during attach_new() only */
	size_t override_count;			 /* those past ATTACH_OVERRIDES_MAX are ignored */
	bool no_promisc;	 /* leave a plain interface's multicast filter as it is */
	bool no_egress;		 /* do not look at what this machine itself sends */
	unsigned int port_slots; /* 64: slots 1..63 are given out */
	enum attach_tc_api tc_api;
};

enum attach_state {
	ATTACH_STATE_NONE,
	ATTACH_STATE_UP,
	ATTACH_STATE_BLOCKED, /* attached, but the spanning tree blocks it: it teaches nothing */
	ATTACH_STATE_GONE,    /* picked up again when it returns */
	ATTACH_STATE_FAILED,  /* see error; tried again when the interface changes */
	ATTACH_STATE_MAX,
};

/* "up", "blocked", "gone", "failed" */
const char *attach_state_name(enum attach_state state);

/* A port as it stands. Slots and link numbers are those of struct sw_port. */
struct attach_port {
	char device[IF_NAMESIZE];
	char name[ATTACH_NAME_MAX]; /* of the guest, where known, else the device; escaped */
	char link_name[IF_NAMESIZE];
	char error[ATTACH_TEXT_MAX]; /* why it failed, or is not in the mode asked for; else "" */
	uint32_t ifindex;	     /* 0 while gone */
	uint32_t generation;	     /* changes when the slot is given to another interface */
	uint16_t slot;
	uint16_t link;
	uint16_t pvid;	       /* as struct sw_port has it */
	bool self;	       /* the egress half: what this machine itself sends */
	bool promisc;	       /* made promiscuous by us */
	enum attach_mode mode; /* in use; never auto once attached */
	enum attach_state state;
	uint64_t rx_dropped; /* frames lost before the hook, since it was attached */
	uint64_t rx_missed;
};

/* A link: a bridge, or a plain interface. */
struct attach_link {
	char name[IF_NAMESIZE];
	uint32_t ifindex; /* 0 while it is gone */
	uint16_t link;	  /* 1..ATTACH_LINKS_MAX */
	bool bridge;
	bool vlan_aware;
	bool present;
};

/*
 * One per transition, whatever happens in between. When a bridge vanishes that is one event about
 * the link (port is NULL): its ports are gone too, without events of their own. The egress half
 * comes and goes with its interface, and has events of its own only for UP, MODE and ERROR.
 */
enum attach_event_kind {
	ATTACH_EVENT_NONE,
	ATTACH_EVENT_UP,      /* attached, in a slot that is new to this interface */
	ATTACH_EVENT_GONE,    /* vanished, left the bridge or the namespace; detached */
	ATTACH_EVENT_BACK,    /* returned and is attached, in the slot it had */
	ATTACH_EVENT_ERROR,   /* could not be attached; the rest goes on */
	ATTACH_EVENT_MODE,    /* attached anew, maybe in another mode; text says why */
	ATTACH_EVENT_RENAMED, /* another device name, or its shown name became known */
	ATTACH_EVENT_MOVED,   /* to another watched bridge; same slot */
	ATTACH_EVENT_BLOCKED, /* by the spanning tree */
	ATTACH_EVENT_UNBLOCKED,
	ATTACH_EVENT_NOTE, /* something to know beforehand, or about the link */
	ATTACH_EVENT_MAX,
};

/* "up", "gone", "back", "error", "mode", "renamed", "moved", "blocked", "unblocked", "note" */
const char *attach_event_name(enum attach_event_kind kind);

/* Valid during the callback only. */
struct attach_event {
	enum attach_event_kind kind;
	const struct attach_link *link;
	const struct attach_port *port; /* as it is now; NULL: it is about the link itself */
	const char *text; /* one line for a person, with the remedy where there is one */
};

/* How attach tells the rest. event may call attach_ports() and attach_links(), nothing else. */
struct attach_ops {
	/* Before a hook is attached, and when pvid or flags change. 0 or -errno: then it fails. */
	int (*port_set)(void *ctx, const struct sw_port *port);
	/* After the hook was detached. */
	void (*port_clear)(void *ctx, uint32_t key);
	void (*event)(void *ctx, const struct attach_event *event);
};

/*
 * Opens the monitor; attaches nothing. The descriptors in programs and base outlive the attach; ops
 * and options are copied.
 */
int attach_new(struct event_base *base, const struct attach_programs *programs,
	       const struct attach_ops *ops, void *ctx, const struct attach_options *options,
	       struct attach **ret_attach);

/* Detaches everything; no events any more, but port_clear() for each. NULL is fine. */
void attach_free(struct attach *attach);

/*
 * Watches an interface from now on. 0; or -errno, with one line that says why and what to do in
 * ret_why, and nothing of this interface is watched:
 *   -ENODEV      no such interface (the line names near ones)
 *   -EPERM       not root, or which capability is missing
 *   -EOPNOTSUPP  not Ethernet, Open vSwitch, or a kernel that is too old
 *   -EALREADY    it, or the bridge it is a port of, is watched already
 *   -EUSERS      ATTACH_LINKS_MAX links are watched
 *   other        none of its ports could be attached
 * A bridge without ports is watched; a note says so.
 */
int attach_watch(struct attach *attach, const char *ifname, char ret_why[static ATTACH_TEXT_MAX]);

/*
 * Reads the kernel's interfaces now, in place of waiting for its message: brings ports in step and
 * rx_dropped and rx_missed up to date, and attaches anew what somebody detached. For once a second:
 * some 50 us and 10 us for each interface. 0 or -errno.
 */
int attach_refresh(struct attach *attach);

/* All ports in slot order, those that are gone included; the egress halves too. */
void attach_ports(const struct attach *attach,
		  void (*port)(void *ctx, const struct attach_port *port), void *ctx);

void attach_links(const struct attach *attach,
		  void (*link)(void *ctx, const struct attach_link *link), void *ctx);

#endif
