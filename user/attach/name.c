// SPDX-License-Identifier: GPL-2.0-or-later
#include "attach/name.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "attach/name_docker.h"
#include "attach/netlink.h"
#include "core/text.h"

#define NAMESPACES_MAX 1024
#define PATH_TEXT_MAX 4096

struct name_entry {
	ino_t inode;
	int32_t nsid; /* -1: this namespace has given it no number, so no veth leads there */
	bool by_file; /* named by ip netns, not by a process in it */
	char name[NAME_TEXT_MAX];
};

struct name_view {
	struct name_entry *entries;
	size_t count;
	ino_t own;
};

static int note_nsid(void *ctx, const struct nlmsghdr *header)
{
	const struct nlattr *attr[NETNSA_MAX + 1];

	if (header->nlmsg_type != RTM_NEWNSID)
		return 0;
	netlink_attrs(header, sizeof(struct rtgenmsg), attr, NETNSA_MAX);
	*(int32_t *)ctx = (int32_t)netlink_u32(attr[NETNSA_NSID], UINT32_MAX);
	return 0;
}

/* The number that this namespace has for another one, given by a process in it or a descriptor. */
static int32_t nsid_of(uint16_t attribute, uint32_t value)
{
	struct netlink_request request;
	int32_t nsid = -1;

	netlink_begin(&request, RTM_GETNSID, 0, sizeof(struct rtgenmsg));
	mnl_attr_put_u32(request.header, attribute, value);
	netlink_get(&request, note_nsid, &nsid);
	return nsid;
}

static struct name_entry *entry_of(struct name_view *view, ino_t inode)
{
	for (size_t i = 0; i < view->count; i++)
		if (view->entries[i].inode == inode)
			return &view->entries[i];
	return NULL;
}

static struct name_entry *entry_add(struct name_view *view, ino_t inode, int32_t nsid)
{
	struct name_entry *entry;

	if (view->count == NAMESPACES_MAX)
		return NULL;
	entry = &view->entries[view->count++];
	*entry = (struct name_entry){ .inode = inode, .nsid = nsid };
	return entry;
}

/* Each line is HIERARCHY:CONTROLLERS:PATH; version 2 has one line, version 1 one for each. */
static void name_from_process(const char *pid, char buf[static NAME_TEXT_MAX])
{
	char path[64], line[PATH_TEXT_MAX], *cgroup;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/%.16s/cgroup", pid);
	file = fopen(path, "re");
	if (!file)
		return;
	while (!buf[0] && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		cgroup = strchr(line, ':');
		cgroup = cgroup ? strchr(cgroup + 1, ':') : NULL;
		if (cgroup && !name_from_docker(cgroup + 1, buf) &&
		    !name_from_cgroup(cgroup + 1, buf))
			buf[0] = '\0';
	}
	fclose(file);
}

static void view_note_process(struct name_view *view, const char *pid)
{
	struct name_entry *entry;
	struct stat status;
	char path[64];

	snprintf(path, sizeof(path), "/proc/%.16s/ns/net", pid);
	if (stat(path, &status) || status.st_ino == view->own)
		return;
	entry = entry_of(view, status.st_ino);
	if (!entry)
		entry = entry_add(view, status.st_ino,
				  nsid_of(NETNSA_PID, (uint32_t)strtoul(pid, NULL, 10)));
	if (entry && entry->nsid >= 0 && !entry->name[0])
		name_from_process(pid, entry->name);
}

static void view_note_file(struct name_view *view, int directory, const char *name)
{
	int fd = openat(directory, name, O_RDONLY | O_CLOEXEC);
	struct name_entry *entry;
	struct stat status;

	if (fd < 0)
		return;
	if (!fstat(fd, &status) && status.st_ino != view->own) {
		entry = entry_of(view, status.st_ino);
		if (!entry)
			entry = entry_add(view, status.st_ino, nsid_of(NETNSA_FD, (uint32_t)fd));
		if (entry && !entry->name[0]) {
			text_escape(entry->name, sizeof(entry->name), name, strlen(name));
			entry->by_file = true;
		}
	}
	close(fd);
}

static void view_read_processes(struct name_view *view)
{
	DIR *directory = opendir("/proc");
	struct dirent *item;

	if (!directory)
		return;
	while ((item = readdir(directory)))
		if (isdigit((unsigned char)item->d_name[0]))
			view_note_process(view, item->d_name);
	closedir(directory);
}

static void view_read_files(struct name_view *view)
{
	DIR *directory = opendir("/run/netns");
	struct dirent *item;

	if (!directory)
		return;
	while ((item = readdir(directory)))
		if (item->d_name[0] != '.')
			view_note_file(view, dirfd(directory), item->d_name);
	closedir(directory);
}

struct name_view *name_view_new(void)
{
	struct name_view *view = calloc(1, sizeof(*view));
	struct stat status;

	if (!view || stat("/proc/self/ns/net", &status)) {
		free(view);
		return NULL;
	}
	view->own = status.st_ino;
	view->entries = calloc(NAMESPACES_MAX, sizeof(*view->entries));
	if (!view->entries) {
		free(view);
		return NULL;
	}
	view_read_processes(view);
	view_read_files(view);
	return view;
}

void name_view_free(struct name_view *view)
{
	if (!view)
		return;
	free(view->entries);
	free(view);
}

/* "veth" and what a program picked: nobody chose that name. */
static bool is_made_up(const char *device)
{
	return strncmp(device, "veth", 4) == 0;
}

bool name_of_port(const struct name_view *view, const char *device, int32_t peer_nsid,
		  char buf[static NAME_TEXT_MAX])
{
	for (size_t i = 0; view && peer_nsid >= 0 && i < view->count; i++) {
		const struct name_entry *entry = &view->entries[i];

		if (entry->nsid != peer_nsid || !entry->name[0])
			continue;
		if (entry->by_file && !is_made_up(device))
			break;
		memcpy(buf, entry->name, NAME_TEXT_MAX);
		return true;
	}
	if (name_from_device(device, buf))
		return true;
	text_escape(buf, NAME_TEXT_MAX, device, strlen(device));
	return false;
}
