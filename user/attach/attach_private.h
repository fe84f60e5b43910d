/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the parts of attach share; nobody else includes it. */
#ifndef ATTACH_ATTACH_PRIVATE_H
#define ATTACH_ATTACH_PRIVATE_H

#include "attach/attach.h"
#include "attach/guard.h"
#include "attach/hook.h"
#include "attach/link_info.h"

struct event;
struct mnl_socket;
struct name_view;

struct watched_port {
	struct attach_port pub;
	bool used;
	bool lost;	   /* its interface was deleted; another may have its ifindex by now */
	uint8_t flags;	   /* as in struct sw_port */
	int32_t peer_nsid; /* as in struct link_info */
	struct hook hook;
	int err;		 /* why it failed */
	uint64_t gone_ns;	 /* monotonic: when it went */
	uint64_t retry_ns;	 /* monotonic: not before, after it failed */
	uint64_t dropped_before; /* what the interface had counted when it was attached */
	uint64_t missed_before;
};

struct watched_link {
	struct attach_link pub;
	bool used;
	bool lost;
	int promisc_fd; /* -1: none */
};

struct attach {
	struct event_base *base;
	struct attach_programs programs;
	struct attach_ops ops;
	void *ctx;
	struct attach_options options;
	struct attach_override overrides[ATTACH_OVERRIDES_MAX];

	struct watched_port *ports;			 /* by slot; 0 is nobody's */
	struct watched_link links[ATTACH_LINKS_MAX + 1]; /* by number; 0 is nobody's */
	struct link_list list;				 /* the kernel's interfaces, as last read */
	struct guard guard;
	uint32_t generation; /* last one given out */

	struct mnl_socket *monitor;
	struct event *monitor_event;
	struct event *sync_timer;
	struct event *name_timer;
	uint64_t synced_ns;	 /* monotonic */
	unsigned int name_tries; /* left, for ports whose guest is not known yet */
	struct name_view *view;	 /* during attach_sync() only, where it was needed */
	bool verify;		 /* look whether each hook is alive */
	bool muted;		 /* no events: attach_watch() tells them when it succeeded */
	bool full_told;		 /* that there are no slots left */
};

/* attach_text.c */
void attach_label(const struct attach *attach, const struct watched_port *port, char *buf,
		  size_t size);
/* Why attaching failed, and what to do about it, as the second half of a sentence. */
void attach_explain(int err, char *buf, size_t size);
const char *attach_mode_words(enum attach_mode mode, bool egress);

/* attach_event.c */
__attribute__((format(printf, 5, 6))) void
attach_tell(struct attach *attach, enum attach_event_kind kind, const struct watched_link *link,
	    const struct watched_port *port, const char *format, ...);

/* attach_port.c: one port. 0 or -errno, with port->pub.error filled and its state FAILED. */
int port_attach(struct attach *attach, struct watched_port *port, const struct link_info *info);
void port_detach(struct attach *attach, struct watched_port *port);
/* Tells the BPF program of pvid and flags; 0 or -errno. */
int port_publish(struct attach *attach, const struct watched_port *port);
/* In which mode the port would be attached now; never auto. */
enum attach_mode port_mode_wanted(const struct attach *attach, const struct link_info *info);
bool port_may_move_to_tc(const struct attach *attach, const struct watched_port *port,
			 const struct link_info *info);

/* attach_sync.c, attach_sync_port.c: brings links and ports in step with attach->list. */
void attach_sync(struct attach *attach);
/* What became of a port, in an event of the kind, or of an error. */
void port_tell(struct attach *attach, const struct watched_port *port, enum attach_event_kind kind);

/* Reads the interfaces and syncs. 0 or -errno. */
int attach_resync(struct attach *attach);

/* attach_name.c */
void attach_name_new(struct attach *attach, struct watched_port *port);
void attach_names_later(struct attach *attach);
void attach_names_update(struct attach *attach);
int attach_names_init(struct attach *attach);

/* attach_monitor.c */
int attach_monitor_open(struct attach *attach);
void attach_monitor_close(struct attach *attach);

/* promisc.c: -errno, or a descriptor that keeps the interface promiscuous while it is open. */
int promisc_open(uint32_t ifindex);

#endif
