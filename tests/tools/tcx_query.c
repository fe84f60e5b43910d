// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * usage: tcx_query
 *
 * One line "tcx DEVICE ingress|egress" for each tcx program at the interfaces of this namespace;
 * bpftool 7.1 does not know them. Kernels without tcx have none.
 */
#include <linux/bpf.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define TCX_INGRESS 46

static void query(const struct if_nameindex *link, unsigned int egress)
{
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.query.target_fd = link->if_index; /* a union with target_ifindex, in newer headers */
	attr.query.attach_type = TCX_INGRESS + egress;
	if (syscall(SYS_bpf, BPF_PROG_QUERY, &attr, sizeof(attr)) < 0)
		return;
	for (unsigned int i = 0; i < attr.query.prog_cnt; i++)
		printf("tcx %s %s\n", link->if_name, egress ? "egress" : "ingress");
}

int main(void)
{
	struct if_nameindex *links = if_nameindex();

	for (struct if_nameindex *link = links; link && link->if_index; link++) {
		query(link, 0);
		query(link, 1);
	}
	if_freenameindex(links);
	return 0;
}
