// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/clsact.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "attach/netlink.h"

/* A handle is this mark and the process id, which has at most 22 bits (PID_MAX_LIMIT). */
#define HANDLE_MARK 0x6b000000U
#define HANDLE_MARK_BITS 0xff000000U

#define NAME_INGRESS "sw_tc_ingress"
#define NAME_EGRESS "sw_tc_egress"
#define FILTERS_MAX 64 /* of one interface and direction that a sweep looks at */
#define COMM_MAX 32

struct filter {
	uint32_t handle;
	uint32_t info; /* tcm_info: priority and protocol */
	bool ours;     /* by kind, name and the handle's mark */
};

struct filter_list {
	struct filter items[FILTERS_MAX];
	unsigned int count;
	uint32_t ifindex;
};

uint32_t clsact_own_handle(void)
{
	return HANDLE_MARK | (uint32_t)getpid();
}

static uint32_t parent_of(bool egress)
{
	return TC_H_MAKE(TC_H_CLSACT, egress ? TC_H_MIN_EGRESS : TC_H_MIN_INGRESS);
}

static struct tcmsg *begin(struct netlink_request *request, uint16_t type, uint16_t flags,
			   uint32_t ifindex)
{
	struct tcmsg *tcm = netlink_begin(request, type, flags, sizeof(*tcm));

	tcm->tcm_family = AF_UNSPEC;
	tcm->tcm_ifindex = (int)ifindex;
	return tcm;
}

static struct tcmsg *begin_qdisc(struct netlink_request *request, uint16_t type, uint16_t flags,
				 uint32_t ifindex)
{
	struct tcmsg *tcm = begin(request, type, flags, ifindex);

	tcm->tcm_parent = TC_H_CLSACT;
	tcm->tcm_handle = TC_H_MAKE(TC_H_CLSACT, 0);
	mnl_attr_put_strz(request->header, TCA_KIND, "clsact");
	return tcm;
}

int clsact_make(uint32_t ifindex, bool *ret_made)
{
	struct netlink_request request;
	int err;

	begin_qdisc(&request, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_EXCL, ifindex);
	err = netlink_do(&request);
	/* It may be the older "ingress" too, which takes the same place and our ingress filter. */
	if (err && err != -EEXIST)
		return err;
	*ret_made = !err;
	return 0;
}

static int filter_add(uint32_t ifindex, bool egress, int prog_fd, uint32_t handle,
		      uint32_t priority)
{
	struct netlink_request request;
	struct nlattr *options;
	struct tcmsg *tcm;

	tcm = begin(&request, RTM_NEWTFILTER, NLM_F_CREATE | NLM_F_EXCL, ifindex);
	tcm->tcm_parent = parent_of(egress);
	tcm->tcm_handle = handle;
	tcm->tcm_info = TC_H_MAKE(priority << 16, htons(ETH_P_ALL));
	mnl_attr_put_strz(request.header, TCA_KIND, "bpf");
	options = mnl_attr_nest_start(request.header, TCA_OPTIONS);
	mnl_attr_put_u32(request.header, TCA_BPF_FD, (uint32_t)prog_fd);
	mnl_attr_put_strz(request.header, TCA_BPF_NAME, egress ? NAME_EGRESS : NAME_INGRESS);
	mnl_attr_put_u32(request.header, TCA_BPF_FLAGS, TCA_BPF_FLAG_ACT_DIRECT);
	mnl_attr_nest_end(request.header, options);
	return netlink_do(&request);
}

/* Where the first priority is somebody's filter of another kind, the kernel picks a later one. */
int clsact_add(uint32_t ifindex, bool egress, int prog_fd, uint32_t handle)
{
	int err = filter_add(ifindex, egress, prog_fd, handle, 1);

	if (!err || err == -EPERM || err == -ENODEV)
		return err;
	return filter_add(ifindex, egress, prog_fd, handle, 0);
}

static bool has_our_name(const struct nlattr *options)
{
	const struct nlattr *bpf[TCA_BPF_MAX + 1];
	char name[32];

	netlink_nest(options, bpf, TCA_BPF_MAX);
	netlink_text(bpf[TCA_BPF_NAME], name, sizeof(name));
	return strcmp(name, NAME_INGRESS) == 0 || strcmp(name, NAME_EGRESS) == 0;
}

static int note_filter(void *ctx, const struct nlmsghdr *header)
{
	const struct tcmsg *tcm = mnl_nlmsg_get_payload(header);
	const struct nlattr *attr[TCA_MAX + 1];
	struct filter_list *list = ctx;
	char kind[16];

	if (header->nlmsg_type != RTM_NEWTFILTER ||
	    mnl_nlmsg_get_payload_len(header) < sizeof(*tcm) ||
	    tcm->tcm_ifindex != (int)list->ifindex || !tcm->tcm_handle ||
	    list->count == FILTERS_MAX)
		return 0;
	netlink_attrs(header, sizeof(*tcm), attr, TCA_MAX);
	netlink_text(attr[TCA_KIND], kind, sizeof(kind));
	list->items[list->count++] = (struct filter){
		.handle = tcm->tcm_handle,
		.info = tcm->tcm_info,
		.ours = strcmp(kind, "bpf") == 0 &&
			(tcm->tcm_handle & HANDLE_MARK_BITS) == HANDLE_MARK &&
			has_our_name(attr[TCA_OPTIONS]),
	};
	return 0;
}

/* An interface without clsact has no filters. */
static void filter_list_read(uint32_t ifindex, bool egress, struct filter_list *ret_list)
{
	struct netlink_request request;
	struct tcmsg *tcm = begin(&request, RTM_GETTFILTER, 0, ifindex);

	*ret_list = (struct filter_list){ .ifindex = ifindex };
	tcm->tcm_parent = parent_of(egress);
	netlink_dump(&request, note_filter, ret_list);
}

static int filter_delete(uint32_t ifindex, bool egress, const struct filter *filter)
{
	struct netlink_request request;
	struct tcmsg *tcm = begin(&request, RTM_DELTFILTER, 0, ifindex);

	tcm->tcm_parent = parent_of(egress);
	tcm->tcm_handle = filter->handle;
	tcm->tcm_info = filter->info;
	mnl_attr_put_strz(request.header, TCA_KIND, "bpf");
	return netlink_do(&request);
}

static const struct filter *filter_of(const struct filter_list *list, uint32_t handle)
{
	for (unsigned int i = 0; i < list->count; i++)
		if (list->items[i].ours && list->items[i].handle == handle)
			return &list->items[i];
	return NULL;
}

int clsact_remove(uint32_t ifindex, bool egress, uint32_t handle)
{
	const struct filter *filter;
	struct filter_list list;

	filter_list_read(ifindex, egress, &list);
	filter = filter_of(&list, handle);
	return filter ? filter_delete(ifindex, egress, filter) : 0;
}

bool clsact_has(uint32_t ifindex, bool egress, uint32_t handle)
{
	struct filter_list list;

	filter_list_read(ifindex, egress, &list);
	return filter_of(&list, handle) != NULL;
}

void clsact_unmake(uint32_t ifindex)
{
	struct netlink_request request;
	struct filter_list list;

	for (int egress = 0; egress < 2; egress++) {
		filter_list_read(ifindex, egress, &list);
		if (list.count)
			return;
	}
	begin_qdisc(&request, RTM_DELQDISC, 0, ifindex);
	netlink_do(&request);
}

static bool comm_of(const char *pid, char comm[static COMM_MAX])
{
	char path[64];
	FILE *file;
	bool ok;

	snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	file = fopen(path, "re");
	if (!file)
		return false;
	ok = fgets(comm, COMM_MAX, file) != NULL;
	fclose(file);
	return ok;
}

/* The process that a handle names runs, and is one of us: its number may have been given anew. */
static bool owner_lives(uint32_t handle)
{
	pid_t pid = (pid_t)(handle & ~HANDLE_MARK_BITS);
	char own[COMM_MAX], its[COMM_MAX], text[16];

	if (pid == getpid() || (kill(pid, 0) && errno == ESRCH))
		return pid == getpid();
	snprintf(text, sizeof(text), "%d", pid);
	return !comm_of("self", own) || !comm_of(text, its) || strcmp(own, its) == 0;
}

unsigned int clsact_sweep(uint32_t ifindex)
{
	struct filter_list list;
	unsigned int removed = 0;

	for (int egress = 0; egress < 2; egress++) {
		filter_list_read(ifindex, egress, &list);
		for (unsigned int i = 0; i < list.count; i++)
			if (list.items[i].ours && !owner_lives(list.items[i].handle))
				removed += !filter_delete(ifindex, egress, &list.items[i]);
	}
	return removed;
}
