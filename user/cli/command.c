// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli/command.h"

#include <string.h>

#include "cli/suggest.h"
#include "cli/version.h"
#include "core/log.h"

static const struct command commands[] = {
	{ "watch", "[IFACE...]", "watch a link: who is there, who attacks it",
	  "  sixwatch watch                 the interface of the default route\n"
	  "  sixwatch watch br0             every port of the bridge br0\n"
	  "  sixwatch watch -j br0 | jq .   one JSON object an event\n",
	  OPTION_WATCH, watch_run },
	{ "hosts", "[WORD...]", "every device on the link, now",
	  "  sixwatch hosts                 all devices, the best address of each\n"
	  "  sixwatch hosts macbook         all addresses of one\n"
	  "  ssh pi@$(sixwatch hosts -Lq raspberry)\n"
	  "\n"
	  "  A WORD selects by name, vendor, MAC, address, or port.\n",
	  OPTION_HOSTS, hosts_run },
	{ "routers", "", "who advertises what, and whether it is right",
	  "  sixwatch routers               asks with one RS and listens for 3 s\n"
	  "  sixwatch routers --passive     only listens\n",
	  OPTION_ROUTERS, routers_run },
	{ "read", "FILE...", "the same report from a capture",
	  "  sixwatch read trace.pcap       pcap or pcapng\n"
	  "  sixwatch read -j trace.pcap | jq .counters\n"
	  "  ssh root@router tcpdump -i br-lan -U -w - | sixwatch read -f -\n",
	  OPTION_READ, read_run },
	{ "doctor", "", "can this machine watch, and what will stay unseen",
	  "  sixwatch doctor                the interface that watch would take\n"
	  "  sixwatch doctor -i br0\n",
	  OPTION_DOCTOR, doctor_run },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

void command_list(FILE *file)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		int width =
			fprintf(file, "  sixwatch %s %s", commands[i].name, commands[i].arguments);

		fprintf(file, "%*s%s\n", width < 30 ? 30 - width : 1, "", commands[i].summary);
	}
}

void command_help(FILE *file, const struct command *command)
{
	if (command) {
		fprintf(file, "sixwatch %s: %s\n\n%s\n", command->name, command->summary,
			command->examples);
		fprintf(file, "Usage: sixwatch %s [OPTION...]%s%s\n", command->name,
			*command->arguments ? " " : "", command->arguments);
		option_help(file, command->scope);
	} else {
		fputs("sixwatch: who is on this IPv6 link, and is somebody attacking it\n\n", file);
		command_list(file);
		fputs("\nUsage: sixwatch [OPTION] COMMAND [OPTION...] [ARGUMENT...]\n", file);
		option_help(file, OPTION_GLOBAL);
		fputs("Options of a command: sixwatch COMMAND --help. A command may be "
		      "shortened.\n",
		      file);
	}
	fputs("\nExit status: 0 done, 1 failed, 2 wrong usage, 3 findings (--fail-on).\n", file);
}

static bool command_suits(const struct command *command, const char *word)
{
	return strncmp(command->name, word, strlen(word)) == 0;
}

static enum outcome command_unknown(const char *word)
{
	const char *names[COMMANDS], *near;

	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	near = suggest_nearest(word, names, COMMANDS);
	if (near)
		log_error("no command \"%s\"; did you mean sixwatch %s?", word, near);
	else
		log_error("no command \"%s\"; see sixwatch --help", word);
	return OUTCOME_USAGE;
}

/* A whole name, or an unambiguous beginning of one. NULL: the reason was told. */
static const struct command *command_find(const char *word)
{
	const struct command *found = NULL;

	for (size_t i = 0; *word && i < COMMANDS; i++) {
		if (!command_suits(&commands[i], word))
			continue;
		if (found) {
			log_error("\"%s\" may be %s or %s", word, found->name, commands[i].name);
			return NULL;
		}
		found = &commands[i];
	}
	if (!found)
		command_unknown(word);
	return found;
}

static enum outcome command_version(void)
{
	puts("sixwatch " SIXWATCH_VERSION);
	return OUTCOME_DONE;
}

static enum outcome command_start(const struct command *command, int argc, char **argv)
{
	struct settings settings = { 0 };
	char name[64];

	snprintf(name, sizeof(name), "sixwatch %s", command->name);
	argv[0] = name;
	if (option_parse(command->scope, argc, argv, &settings))
		return OUTCOME_USAGE;
	if (settings.help) {
		command_help(stdout, command);
		return OUTCOME_DONE;
	}
	if (settings.version)
		return command_version();
	if (settings.verbose)
		log_set_level(LOG_LEVEL_DEBUG);
	return command->run(&settings);
}

static enum outcome command_run_help(const struct settings *settings)
{
	const struct command *command = NULL;

	if (settings->word_count > 1) {
		command = command_find(settings->words[1]);
		if (!command)
			return OUTCOME_USAGE;
	}
	command_help(stdout, command);
	return OUTCOME_DONE;
}

enum outcome command_run(int argc, char **argv)
{
	struct settings settings = { 0 };
	const struct command *command;
	char name[] = "sixwatch";

	argv[0] = name;
	if (option_parse(OPTION_GLOBAL, argc, argv, &settings))
		return OUTCOME_USAGE;
	if (settings.version)
		return command_version();
	if (settings.help) {
		command_help(stdout, NULL);
		return OUTCOME_DONE;
	}
	if (settings.list_interfaces || settings.word_count == 0)
		return status_run(&settings);
	if (strcmp(settings.words[0], "help") == 0)
		return command_run_help(&settings);
	command = command_find(settings.words[0]);
	if (!command)
		return OUTCOME_USAGE;
	return command_start(command, (int)settings.word_count, settings.words);
}
